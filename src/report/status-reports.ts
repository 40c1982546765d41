import type { Reports } from '../outbox/reports';
import type { Logger } from '../ports';
import { decodePdu, PduError } from '../sms';

/** Takes SMS-STATUS-REPORTs as modems bring them; resolves once they are on disk, so that the modem may forget them. */
export function createReportTaker(reports: Reports, logger: Logger, onTaken: (messageId: number) => void) {
  return async (pdu: string, modem: string): Promise<void> => {
    const report = read(pdu, modem, logger);
    if (!report) return;
    const messageId = await reports.take(report);
    if (messageId === undefined) {
      logger.info(
        { modem, reference: report.reference, status: report.status },
        'a status report that matches no message',
      );
      return;
    }
    logger.debug({ modem, message: messageId, status: report.status }, `message ${messageId}: status report`);
    onTaken(messageId);
  };
}

function read(pdu: string, modem: string, logger: Logger) {
  try {
    const tpdu = decodePdu(pdu, { direction: 'mt' });
    if (tpdu.type === 'SMS-STATUS-REPORT') {
      return { reference: tpdu.mr, address: tpdu.address, scts: tpdu.scts ?? null, status: tpdu.status };
    }
    logger.warn({ modem, type: tpdu.type }, 'announced as a status report, but it is none');
  } catch (error) {
    if (!(error instanceof PduError)) throw error;
    logger.warn({ modem, error: error.message }, 'a status report that cannot be read');
  }
  return undefined;
}
