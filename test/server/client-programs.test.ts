import { execFile, spawnSync } from 'node:child_process';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHarness, SEND_SMS, type Harness } from './support';

const run = promisify(execFile);

/** A client as its users write it: each posts the same message, with what its language makes of the form. */
interface Client {
  name: string;
  /** Exits with 0 where the client is installed. */
  present: [command: string, ...args: string[]];
  send(url: string): [command: string, ...args: string[]];
}

const TEXT = 'Tür offen & 5 % + 1';
const FIELDS: readonly [name: string, value: string][] = [
  ['username', 'panel'],
  ['password', 'secret'],
  ['msisdn', '447700900001'],
  ['message', TEXT],
  ['want_report', '1'],
  ['test_always_succeed', '0'],
];
const PAIRS = FIELDS.map(([name, value]) => `${name}=${value}`);

const escapeOctet = (octet: number): string => {
  const character = String.fromCharCode(octet);
  return /[A-Za-z0-9]/.test(character) ? character : `%${octet.toString(16).padStart(2, '0')}`;
};
const escape = (value: string): string => Array.from(Buffer.from(value, 'latin1'), escapeOctet).join('');
const FORM = FIELDS.map(([name, value]) => `${name}=${escape(value)}`).join('&');

const PYTHON = `
import sys, urllib.parse, urllib.request
fields = dict(pair.split('=', 1) for pair in sys.argv[2:])
body = urllib.parse.urlencode(fields, encoding='latin-1').encode('ascii')
print(urllib.request.urlopen(sys.argv[1], body, 10).read().decode('latin-1'), end='')
`;

const PYTHON_CHUNKED = `
import sys, http.client, urllib.parse
fields = dict(pair.split('=', 1) for pair in sys.argv[2:])
url = urllib.parse.urlsplit(sys.argv[1])
body = urllib.parse.urlencode(fields, encoding='latin-1').encode('ascii')
connection = http.client.HTTPConnection(url.netloc, timeout=10)
pieces = (body[at:at + 7] for at in range(0, len(body), 7))
connection.request('POST', url.path, pieces, {'Content-Type': 'application/x-www-form-urlencoded'}, encode_chunked=True)
print(connection.getresponse().read().decode('latin-1'), end='')
`;

const PERL_LWP = `
use LWP::UserAgent; use Encode;
my $url = shift; my %fields = map { split /=/, Encode::encode('iso-8859-1', Encode::decode('UTF-8', $_)), 2 } @ARGV;
print LWP::UserAgent->new(timeout => 10)->post($url, \\%fields)->content;
`;

const PERL_TINY = `
use HTTP::Tiny; use Encode;
my $url = shift; my %fields = map { split /=/, Encode::encode('iso-8859-1', Encode::decode('UTF-8', $_)), 2 } @ARGV;
sub escaped { my $value = shift; $value =~ s/([^A-Za-z0-9])/sprintf '%%%02X', ord $1/ge; $value }
my $body = join '&', map { "$_=" . escaped($fields{$_}) } keys %fields;
my $headers = { 'Content-Type' => 'application/x-www-form-urlencoded' };
print HTTP::Tiny->new(timeout => 10)->request('POST', $url, { headers => $headers, content => $body })->{content};
`;

const CLIENTS: Client[] = [
  {
    name: 'curl',
    present: ['curl', '--version'],
    send: (url) => ['curl', '-s', '-m', '10', '-d', FORM, url],
  },
  {
    name: 'curl with raw spaces',
    present: ['curl', '--version'],
    send: (url) => ['curl', '-s', '-m', '10', '--data-binary', FORM.replaceAll('%20', ' '), url],
  },
  {
    name: 'wget',
    present: ['wget', '--version'],
    send: (url) => ['wget', '-q', '-T', '10', '-O', '-', `--post-data=${FORM}`, url],
  },
  {
    name: 'Python urllib',
    present: ['python3', '--version'],
    send: (url) => ['python3', '-c', PYTHON, url, ...PAIRS],
  },
  {
    name: 'Python http.client in chunks',
    present: ['python3', '--version'],
    send: (url) => ['python3', '-c', PYTHON_CHUNKED, url, ...PAIRS],
  },
  {
    name: 'Perl LWP',
    present: ['perl', '-MLWP::UserAgent', '-e', '1'],
    send: (url) => ['perl', '-e', PERL_LWP, url, ...PAIRS],
  },
  {
    name: 'Perl HTTP::Tiny',
    present: ['perl', '-MHTTP::Tiny', '-e', '1'],
    send: (url) => ['perl', '-e', PERL_TINY, url, ...PAIRS],
  },
];

const isPresent = ({ present: [command, ...args] }: Client): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

let harness: Harness;
let url: string;

beforeEach(async () => {
  harness = createHarness();
  await harness.app.listen({ host: '127.0.0.1', port: 0 });
  url = `http://127.0.0.1:${(harness.app.server.address() as AddressInfo).port}${SEND_SMS}`;
});

afterEach(() => harness.app.close());

describe('a program that posts to the EAPI', () => {
  for (const client of CLIENTS) {
    it.skipIf(!isPresent(client))(client.name, async () => {
      const [command, ...args] = client.send(url);
      const env = { ...process.env, LC_ALL: 'C.UTF-8' };
      const { stdout } = await run(command, args, { timeout: 15_000, env });
      expect(stdout).toBe('0|IN_PROGRESS|30430');
      expect(harness.taken).toMatchObject([{ content: { alphabet: '7bit', text: TEXT }, wantReport: true }]);
    });
  }
});
