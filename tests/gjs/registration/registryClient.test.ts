import Gio from 'gi://Gio?version=2.0';
import GLib from 'gi://GLib?version=2.0';
import { RegistryClient } from '../../../src/system/registration/registryClient.js';
import { equal, ok, test } from '../harness.js';

const port = 8443;
const folder = GLib.dir_make_tmp('registry-XXXXXX');
const certificate = GLib.build_filenamev([folder, 'certificate.pem']);
const key = GLib.build_filenamev([folder, 'key.pem']);

/** A registry that answers as the first part of the path says. Plain HTTP is counted, at the next port. */
const server = `
import http.server, ssl, sys, threading, time
plain = []
class Registry(http.server.BaseHTTPRequestHandler):
    def answer(self, status, body=b'', location=None):
        self.send_response(status)
        if location: self.send_header('Location', location)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_GET(self):
        kind = self.path.split('/')[1]
        if kind == 'good': self.answer(200, ('{"asked":"%s"}' % self.path).encode())
        elif kind == 'largest': self.answer(200, b'x' * 262144)
        elif kind == 'large': self.answer(200, b'x' * 262145)
        elif kind == 'hang': time.sleep(30)
        elif kind == 'leads': self.answer(302, location='/good/elsewhere')
        elif kind == 'plain': self.answer(302, location='http://localhost:${port + 1}/')
        elif kind == 'loop': self.answer(302, location=self.path)
        elif kind == 'lost': self.answer(302)
        elif kind == 'plainly-asked': self.answer(200, str(len(plain)).encode())
        else: self.answer(int(kind))
    def log_message(self, *_): pass
class Plain(Registry):
    def do_GET(self):
        plain.append(self.path)
        self.answer(200, b'{}')
http.server.ThreadingHTTPServer.daemon_threads = True
secure = http.server.ThreadingHTTPServer(('127.0.0.1', ${port}), Registry)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[1], sys.argv[2])
secure.socket = context.wrap_socket(secure.socket, server_side=True)
threading.Thread(target=http.server.ThreadingHTTPServer(('127.0.0.1', ${port + 1}), Plain).serve_forever, daemon=True).start()
print('ready', flush=True)
secure.serve_forever()
`;

function startRegistry(): void {
    const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    Gio.Subprocess.new(
        ['openssl', ...words, '-keyout', key, '-out', certificate, ...names],
        Gio.SubprocessFlags.STDERR_SILENCE,
    ).wait_check(null);
    const registry = Gio.Subprocess.new(
        ['python3', '-c', server, certificate, key],
        Gio.SubprocessFlags.STDOUT_PIPE,
    );
    const pipe = registry.get_stdout_pipe();
    ok(pipe);
    const output = new Gio.DataInputStream({ base_stream: pipe });
    equal(output.read_line_utf8(null)[0], 'ready');
}
startRegistry();

function client(kind: string, timeOut = 5_000): RegistryClient {
    return new RegistryClient('tests', {
        base: `https://localhost:${port}/${kind}/`,
        timeOut,
        trust: Gio.TlsFileDatabase.new(certificate),
    });
}

const failureOf = async (kind: string) => (await client(kind).lookUp('192.0.2.1')).failure;

// First of all: a session that was once accepted is taken up again by GnuTLS without another look.
test('a certificate that nobody vouches for is not accepted', async () => {
    const distrustful = new RegistryClient('tests', { base: `https://localhost:${port}/good/` });
    equal((await distrustful.lookUp('192.0.2.1')).failure, 'unreadable');
});

test('a registry is asked about the address alone, and followed to the one in charge', async () => {
    equal((await client('good').lookUp('2001:db8::1')).body, '{"asked":"/good/2001%3Adb8%3A%3A1"}');
    equal((await client('leads').lookUp('192.0.2.1')).body, '{"asked":"/good/elsewhere"}');
});

test('it is asked over HTTPS alone', async () => {
    equal(await failureOf('plain'), 'unreadable');
    equal((await client('plainly-asked').lookUp('')).body, '0');
});

test('an answer of more than 256 KiB is not taken', async () => {
    equal((await client('largest').lookUp('192.0.2.1')).body?.length, 262_144);
    equal(await failureOf('large'), 'too-large');
});

test('a registry that does not answer is given up, one that leads in circles too', async () => {
    const began = GLib.get_monotonic_time();
    equal((await client('hang', 300).lookUp('192.0.2.1')).failure, 'time-out');
    ok(GLib.get_monotonic_time() - began < 3_000_000);
    equal(await failureOf('loop'), 'unreadable');
    equal(await failureOf('lost'), 'unreadable');
});

test('why there is no answer is told', async () => {
    equal(await failureOf('404'), 'not-found');
    equal(await failureOf('429'), 'rate-limit');
    equal(await failureOf('500'), 'unreadable');
    const nobody = new RegistryClient('tests', { base: 'https://localhost:9/' });
    equal((await nobody.lookUp('192.0.2.1')).failure, 'offline');
});

test('no more than two look-ups are under way, and what is under way ends with its owner', async () => {
    const busy = client('hang');
    const first = [busy.lookUp('192.0.2.1'), busy.lookUp('192.0.2.2')];
    equal((await busy.lookUp('192.0.2.3')).failure, 'rate-limit');
    busy.end();
    for (const answer of await Promise.all(first)) equal(answer.body, null);
});
