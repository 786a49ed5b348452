/** The conditions of a spreadsheet of plans. */
import { z } from 'zod';
import { joinLimitForm } from '../../chaincode/api/commands';
import { time } from './plan-form';

/** What holds for every row of a file that does not say otherwise: any members of a joinLimit. */
export const conditionsForm = z
  .strictObject({
    ...joinLimitForm.partial().shape,
    sharedRate: joinLimitForm.shape.sharedRate.partial().optional(),
    startTime: time.optional(),
    endTime: time.optional(),
  })
  .meta({ id: 'ImportConditions' });

export type Conditions = z.infer<typeof conditionsForm>;
