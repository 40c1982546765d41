/** send_sms below the base address of an EAPI (spec: eapi section 1). */
export const SEND_SMS = '/submission/send_sms/2/2.0';
