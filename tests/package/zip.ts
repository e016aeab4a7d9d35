import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
    readonly name: string;
    readonly mode: number;
    readonly content: Buffer;
}

/** The files of a zip archive without encryption or 64-bit sizes (PKWARE's APPNOTE, 4.3), in its order. */
export function readZip(archive: Buffer): ZipEntry[] {
    const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
    if (end < 0) throw new Error('not a zip archive');
    const entries: ZipEntry[] = [];
    let at = archive.readUInt32LE(end + 16);
    for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
        const [method, size] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
        const [nameLength, extraLength, commentLength] = [28, 30, 32].map(field =>
            archive.readUInt16LE(at + field),
        );
        const header = archive.readUInt32LE(at + 42);
        const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
        const data = archive.subarray(start, start + size);
        entries.push({
            name: archive.toString('utf8', at + 46, at + 46 + (nameLength ?? 0)),
            mode: archive.readUInt32LE(at + 38) >>> 16,
            content: method === 0 ? data : inflateRawSync(data),
        });
        at += 46 + (nameLength ?? 0) + (extraLength ?? 0) + (commentLength ?? 0);
    }
    return entries;
}
