import * as zlib from 'node:zlib';

/** Our type definitions do not have it yet. */
const { crc32 } = zlib as unknown as { crc32: (data: Buffer) => number };

/** A zip archive of one stored file: all that Lambda needs for a small function. */
export function zip(name: string, content: string | Buffer): Buffer {
  const data = Buffer.from(content);
  const file = Buffer.from(name);
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0); // version needed
  fields.writeUInt32LE(crc32(data), 10);
  fields.writeUInt32LE(data.length, 14);
  fields.writeUInt32LE(data.length, 18);
  fields.writeUInt16LE(file.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, file, data]);
  const attributes = Buffer.alloc(14); // comment, disk, attributes, offset 0
  attributes.writeUInt32LE(0o100644 * 0x10000, 6); // readable, as an unpacker on Linux expects
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x03'), fields, attributes, file]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
