/** The calls of the family below the base address of an EAPI (spec: eapi sections 1 and 6). */
export const SEND_SMS = '/submission/send_sms/2/2.0';
export const SEND_BATCH = '/submission/send_batch/1/1.0';
export const QUOTE_SMS = '/submission/quote_sms/2/2.0';
export const GET_REPORT = '/status_reports/get_report/2/2.0';
export const GET_CREDITS = '/user/get_credits/1/1.1';
export const GET_INBOX = ['/reception/get_inbox/1/1.0', '/reception/get_inbox/1/1.1'] as const;
