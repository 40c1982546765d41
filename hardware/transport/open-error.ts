import { PortError } from './transport';

interface Cause {
  sign: RegExp;
  words: string;
}

const CAUSES: readonly Cause[] = [
  { sign: /no such (file|device)|ENOENT|ENODEV|ENXIO/i, words: 'no such device (is the modem plugged in?)' },
  {
    sign: /permission denied|EACCES|EPERM|access denied/i,
    words:
      'permission denied (is this user in the dialout group? ModemManager may also have claimed it: `mmcli -L` tells)',
  },
  {
    sign: /busy|lock port|temporarily unavailable|EBUSY|EAGAIN/i,
    words:
      'in use by another program (gsm-fallback itself, running as a service? ModemManager? `mmcli -L` tells; a udev rule with ID_MM_DEVICE_IGNORE keeps it off)',
  },
  { sign: /ECONNREFUSED/, words: 'connection refused (is ser2net running there?)' },
  { sign: /ENOTFOUND|EAI_AGAIN/, words: 'host name cannot be resolved' },
  { sign: /EHOSTUNREACH|ENETUNREACH/, words: 'host cannot be reached' },
  { sign: /not a tty|ENOTTY|inappropriate ioctl/i, words: 'not a serial port' },
];

/** Names the port and the likely cause of an error that the operating system gave. */
export function explainOpenError(port: string, error: Error): PortError {
  const cause = CAUSES.find(({ sign }) => sign.test(error.message));
  return new PortError(`port ${port}: ${cause?.words ?? error.message}`, { cause: error });
}
