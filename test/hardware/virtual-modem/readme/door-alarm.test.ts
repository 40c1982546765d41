import { SerialPortStream } from '@serialport/stream';
import { createVirtualBinding, VirtualModem, VirtualNetwork } from 'gsm-fallback/testing';
import { it, vi } from 'vitest';
import { tellOfOpenDoor } from './door-alarm';

it('tells of an open door, and again where the modem refuses', async () => {
  vi.useFakeTimers();
  const network = new VirtualNetwork();
  const modem = new VirtualModem({ network, faults: [{ nth: 1, do: 'refuse', error: 'CMS 500' }] });
  const binding = createVirtualBinding({ '/dev/ttyUSB0': modem });
  const told = tellOfOpenDoor(new SerialPortStream({ binding, path: '/dev/ttyUSB0', baudRate: 115200 }));
  await vi.advanceTimersByTimeAsync(5000);
  await told;
  modem.expectBytes(/AT\+CMGS=21\r[0-9A-F]+\x1a/);
  network.expectMessage({ to: '+447700900123', text: 'Door open' });
});
