import { readRange, splitValues } from '../at/information';

/** Parameters of AT+CNMI= (27.005 3.4.1). */
export interface Routing {
  mode: number;
  mt: number;
  bm: number;
  ds: number;
  bfr: number;
}

/** Best first, where the modem wants each message acknowledged: handed over at once, or else stored and announced. */
const ACKNOWLEDGED = { mt: [2, 1, 0], ds: [1, 2, 0] };
/** Best first, where nothing can be acknowledged: stored survives a crash of ours, handed over does not. */
const UNACKNOWLEDGED = { mt: [1, 2, 0], ds: [2, 1, 0] };
/** 2 buffers indications while the line is reserved and then lets them through; 1 discards them; 3 needs in-band signalling. */
const MODES = [2, 1, 3, 0];

/**
 * Picks the routing of messages and reports from what AT+CNMI=? offers; nothing where it cannot be read.
 * `acknowledges`: AT+CSMS=1 is in force, so that AT+CNMA can be used.
 */
export function chooseRouting(offer: string, acknowledges: boolean): Routing | undefined {
  const ranges = splitValues(offer).map(readRange);
  const [modes, mts, bms, dss, bfrs] = ranges;
  if (!modes?.length || !mts?.length || !dss?.length) return undefined;
  const wish = acknowledges ? ACKNOWLEDGED : UNACKNOWLEDGED;
  return {
    mode: best(MODES, modes),
    mt: best(wish.mt, mts),
    bm: best([0], bms ?? []),
    ds: best(wish.ds, dss),
    bfr: best([0, 1], bfrs ?? []),
  };
}

/** As AT+CNMI= takes them and AT+CNMI? tells them. */
export function routingValues({ mode, mt, bm, ds, bfr }: Routing): string {
  return `${mode},${mt},${bm},${ds},${bfr}`;
}

function best(wishes: readonly number[], offered: readonly number[]): number {
  return wishes.find((wish) => offered.includes(wish)) ?? offered[0] ?? 0;
}
