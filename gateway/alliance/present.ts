/** Gives other capabilities the alliance's record as folded, and the ledger's day. */
import { dayCount, startOfDay } from '../../chaincode/api/ledger-day';
import type { AllianceRecord } from '../../chaincode/api/records';
import type { Follower } from '../store/follower';
import type { AllianceStore } from './store';

export interface PresentAlliance {
  /** Undefined before the founding. */
  alliance(): Promise<AllianceRecord | undefined>;
  /** Undefined before the founding. */
  ledgerDay(): Promise<number | undefined>;
  /** When the ledger's day began, ISO. Periods in which silence decides are over if they end then or before. '' before the founding. */
  dayStart(): Promise<string>;
}

type Reads = Pick<AllianceStore, 'alliance' | 'ledgerDay'>;

/** Every request needs the alliance's record, so it is remembered and read again only when a block wrote it. */
export function followAlliance(store: Reads, follower: Pick<Follower, 'onBlock'>): PresentAlliance {
  const alliance = rememberAlliance(store, follower);
  const ledgerDay = () => store.ledgerDay();
  return { alliance, ledgerDay, dayStart: () => readDayStart({ alliance, ledgerDay }) };
}

export async function readDayStart({ alliance, ledgerDay }: Omit<PresentAlliance, 'dayStart'>): Promise<string> {
  const founded = await alliance();
  const day = await ledgerDay();
  return founded === undefined || day === undefined ? '' : startOfDay({ day, ...dayCount(founded) });
}

function rememberAlliance(store: Reads, { onBlock }: Pick<Follower, 'onBlock'>): PresentAlliance['alliance'] {
  let known: AllianceRecord | undefined;
  let changes = 0;
  onBlock(({ transactions }) => {
    if (!transactions.some(({ writes }) => writes.some(({ record }) => record?.docType === 'alliance'))) return;
    changes += 1;
    known = undefined;
  });
  return async () => {
    if (known !== undefined) return known;
    const before = changes;
    const read = await store.alliance();
    if (changes === before) known = read;
    return read;
  };
}
