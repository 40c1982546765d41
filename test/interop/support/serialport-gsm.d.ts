/** What the test uses of it; the package has no types. */
declare module 'serialport-gsm' {
  import type { EventEmitter } from 'node:events';

  interface Result<Data> {
    status: string;
    data: Data;
  }

  interface Received {
    sender: string;
    message: string;
  }

  interface GsmModem extends EventEmitter {
    open(path: string, options: object): Promise<unknown>;
    initializeModem(): Promise<Result<string>>;
    setModemMode(mode: 'PDU'): Promise<Result<string>>;
    sendSMS(number: string, text: string, flash: boolean): Promise<Result<unknown>>;
    getSimInbox(): Promise<Result<Received[]>>;
    getModemSerial(): Promise<Result<{ modemSerial: string }>>;
    close(): Promise<unknown>;
  }

  export function Modem(): GsmModem;
}
