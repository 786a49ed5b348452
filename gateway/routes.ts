/** The routes that are in no capability of their own yet. */

import type { Gateway } from './gateway';
import type { Route } from './http/route';
import { creditDisputeRoutes } from './records/dispute-routes';
import { creditIncomeRoutes } from './records/income-routes';
import { promptRoutes } from './records/prompt-routes';
import { creditRecordRoutes } from './records/record-routes';

export function remainingRoutes(gateway: Gateway): readonly Route[] {
  return [
    ...creditRecordRoutes(gateway),
    ...promptRoutes(gateway),
    ...creditDisputeRoutes(gateway),
    ...creditIncomeRoutes(gateway),
  ];
}
