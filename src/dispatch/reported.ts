import { verdictOf } from '../eapi/status';
import type { MessageFacts } from '../submission/facts';
import type { Situation } from '../submission/situation';

type Reported = Pick<Situation, 'reported' | 'report'>;

const NOT_YET: Reported = { reported: null, report: null };

/** What status reports of the network, or a gateway, say of a message as a whole. The gateway's are about all of it. */
export function reported(facts: Pick<MessageFacts, 'segments' | 'attempts' | 'parts'>): Reported {
  const byNetwork = reportedByNetwork(facts);
  return byNetwork.reported === null ? reportedByGateway(facts) : byNetwork;
}

/** TP-ST 0x00..0x1F: the transaction is complete; 0x40 and above: it failed for good (23.040 9.2.3.15). */
function reportedByNetwork({ segments, parts }: Pick<MessageFacts, 'segments' | 'parts'>): Reported {
  const delivered = new Set(
    segments.filter((s) => s.reportStatus !== null && s.reportStatus < 0x20).map((s) => s.sequence),
  );
  if (delivered.size === parts) return { reported: 'delivered', report: null };
  const failed = segments.find(
    (s) => s.reportStatus !== null && s.reportStatus >= 0x40 && !delivered.has(s.sequence),
  );
  if (!failed) return NOT_YET;
  return { reported: 'undeliverable', report: `status report: TP-ST ${failed.reportStatus}` };
}

function reportedByGateway({ attempts }: Pick<MessageFacts, 'attempts'>): Reported {
  const told = attempts.findLast(({ via, reportStatus }) => via === 'gateway' && reportStatus !== null);
  if (!told) return NOT_YET;
  switch (verdictOf(told.reportStatus!)) {
    case 'delivered':
      return { reported: 'delivered', report: null };
    case 'failed':
      return { reported: 'undeliverable', report: `${told.name} reported status ${told.reportStatus}` };
    default:
      return NOT_YET;
  }
}
