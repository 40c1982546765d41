import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** What a round of load came to. */
export interface Load {
  /** Answers a second. */
  rate: number;
  /** Of one answer, in milliseconds. */
  median: number;
}

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LENGTH = /content-length: (\d+)/i;

/**
 * Posts the body over and over on so many kept-alive connections, each with one request under way, for so long.
 * Written on bare sockets so that it costs less than what it measures. @throws Error on any answer but a 200 with `0|`.
 */
export async function load(
  port: number,
  path: string,
  body: string,
  connections: number,
  milliseconds: number,
): Promise<Load> {
  const request = Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
      `Content-Length: ${body.length}\r\n\r\n${body}`,
  );
  const sockets = Array.from({ length: connections }, () => connect(port, '127.0.0.1').setNoDelay());
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  const begun = performance.now();
  const times = (
    await Promise.all(sockets.map((socket) => repeat(socket, request, begun + milliseconds)))
  ).flat();
  const elapsed = performance.now() - begun;
  for (const socket of sockets) socket.destroy();
  times.sort((a, b) => a - b);
  return { rate: (times.length * 1_000) / elapsed, median: times[times.length >> 1] ?? NaN };
}

function repeat(socket: Socket, request: Buffer, end: number): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const times: number[] = [];
    let received: Buffer = Buffer.alloc(0);
    let sent = performance.now();
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('data', (chunk: Buffer) => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const head = received.indexOf(END_OF_HEAD);
      if (head < 0) return;
      const answer = received.toString('latin1');
      const length = Number(LENGTH.exec(answer)?.[1]);
      if (received.length < head + END_OF_HEAD.length + length) return;
      if (!answer.startsWith('HTTP/1.1 200') || !answer.includes('\r\n\r\n0|')) {
        return reject(new Error(`not accepted: ${answer}`));
      }
      received = Buffer.alloc(0);
      const now = performance.now();
      times.push(now - sent);
      if (now >= end) return resolve(times);
      sent = now;
      socket.write(request);
    });
    socket.write(request);
  });
}
