import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate for a far side, signed by itself; one day old at most. */
export function certificate(hosts: readonly string[]): { key: string; certificate: string } {
    const folder = mkdtempSync(join(tmpdir(), 'edgewise-certificate-'));
    const [key, file] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    try {
        execFileSync(
            'openssl',
            [
                ...[
                    'req',
                    '-x509',
                    '-newkey',
                    'ec',
                    '-pkeyopt',
                    'ec_paramgen_curve:P-256',
                    '-nodes',
                    '-days',
                    '1',
                ],
                ...['-keyout', key, '-out', file, '-subj', `/CN=${hosts[0] ?? 'localhost'}`],
                ...['-addext', `subjectAltName=${hosts.map(host => `DNS:${host}`).join(',')}`],
            ],
            { stdio: 'pipe' },
        );
        return { key: readFileSync(key, 'utf8'), certificate: readFileSync(file, 'utf8') };
    } finally {
        rmSync(folder, { recursive: true, force: true });
    }
}
