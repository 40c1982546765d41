import type { SenderType, Submission } from './submission';

/** What a sender is, as its client said; or else as it looks (spec: eapi section 9). */
export const senderTypeOf = ({
  sender = '',
  senderType,
}: Pick<Submission, 'sender' | 'senderType'>): SenderType => senderType ?? guess(sender);

function guess(sender: string): SenderType {
  if (/^\d{1,8}$/.test(sender)) return 'SHORTCODE';
  return /^\+?\d+$/.test(sender) ? 'INTERNATIONAL' : 'ALPHANUMERIC';
}
