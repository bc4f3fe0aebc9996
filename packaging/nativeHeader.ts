import { createHash } from 'node:crypto';

/** What the headers of a native file say: what it runs on and what it needs there. */
export interface NativeHeader {
  readonly format: 'elf' | 'mach-o' | 'pe';
  /** As Node names it; the number in hex where it is none that we ship for. */
  readonly arch: string;
  /** Libraries that are loaded with it, as it names them. */
  readonly needs: readonly string[];
  /** Libraries that are loaded when a function of theirs is first called (Windows). */
  readonly later: readonly string[];
  /**
   * The highest version that it needs of each versioned interface: `GLIBC`, `GLIBCXX`, `CXXABI` … of a file for Linux,
   * `macOS` of one for the Mac.
   */
  readonly versions: Readonly<Record<string, string>>;
  /** Of Mach-O: whether its signature is that of its own bytes. A Mac with Apple silicon ends whoever loads another. */
  readonly signed?: boolean;
}

/**
 * Reads the headers of a native file; undefined where the bytes are not native code. Throws a RangeError where they
 * begin as native code does and are cut short. 64-bit little-endian alone: of others it tells the format.
 */
export function nativeHeader(bytes: Buffer): NativeHeader | undefined {
  if (bytes.length < 64) return undefined;
  switch (bytes.readUInt32BE(0)) {
    case 0x7f454c46: // \x7f E L F
      return elf(bytes);
    case 0xcffaedfe: // 64-bit, little-endian
      return machO(bytes);
    case 0xfeedface: // 32-bit and big-endian ones, and several in one file
    case 0xfeedfacf:
    case 0xcefaedfe:
    case 0xcafebabe:
      return { format: 'mach-o', arch: 'not 64-bit and little-endian', needs: [], later: [], versions: {} };
    default:
      return isPe(bytes) ? pe(bytes) : undefined;
  }
}

/** Whether version `a` is after `b`: numbers between dots. */
export function isLater(a: string, b: string): boolean {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < Math.max(left?.length ?? 0, right?.length ?? 0); i++) {
    const difference = (left?.[i] ?? 0) - (right?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** The text up to the next zero. */
function text(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, bytes.indexOf(0, at));
}

function offset(bytes: Buffer, at: number): number {
  return Number(bytes.readBigUInt64LE(at));
}

/** As the System V ABI has it (elf.h): a dynamic section, and the versions of other libraries' symbols. */
function elf(bytes: Buffer): NativeHeader {
  const machine = bytes.readUInt16LE(18);
  const arch = { 0x3e: 'x64', 0xb7: 'arm64' }[machine] ?? machine.toString(16);
  const needs: string[] = [];
  const versions: Record<string, string> = {};
  const [table, size, count] = [offset(bytes, 40), bytes.readUInt16LE(58), bytes.readUInt16LE(60)];
  const sections = Array.from({ length: count }, (_, i) => {
    const at = table + i * size;
    return {
      type: bytes.readUInt32LE(at + 4),
      start: offset(bytes, at + 24),
      bytes: offset(bytes, at + 32),
      link: bytes.readUInt32LE(at + 40),
      info: bytes.readUInt32LE(at + 44),
    };
  });
  for (const section of sections) {
    const names = sections[section.link]?.start ?? 0;
    if (section.type === 6) {
      // SHT_DYNAMIC: pairs of tag and value; DT_NEEDED is 1.
      for (let at = section.start; at < section.start + section.bytes; at += 16)
        if (offset(bytes, at) === 1) needs.push(text(bytes, names + offset(bytes, at + 8)));
    } else if (section.type === 0x6ffffffe) {
      // SHT_GNU_verneed: a library a row, each with a chain of versions such as GLIBC_2.28.
      let library = section.start;
      for (let i = 0; i < section.info; i++) {
        let entry = library + bytes.readUInt32LE(library + 8);
        for (let j = 0; j < bytes.readUInt16LE(library + 2); j++) {
          note(versions, text(bytes, names + bytes.readUInt32LE(entry + 8)));
          entry += bytes.readUInt32LE(entry + 12);
        }
        library += bytes.readUInt32LE(library + 12);
      }
    }
  }
  return { format: 'elf', arch, needs, later: [], versions };
}

/** Keeps the highest version of an interface: `GLIBC_2.28`. */
function note(versions: Record<string, string>, named: string): void {
  const [, name, version] = /^(\w+?)_(\d[\d.]*)$/.exec(named) ?? [];
  if (name === undefined || version === undefined) return;
  const highest = versions[name];
  if (highest === undefined || isLater(version, highest)) versions[name] = version;
}

/** As Apple's loader.h has it: load commands after a header of 32 bytes. */
function machO(bytes: Buffer): NativeHeader {
  const processor = bytes.readUInt32LE(4);
  const arch = { 0x01000007: 'x64', 0x0100000c: 'arm64' }[processor] ?? processor.toString(16);
  const needs: string[] = [];
  const versions: Record<string, string> = {};
  let signed = false;
  let at = 32;
  for (let i = 0; i < bytes.readUInt32LE(16); i++) {
    const command = bytes.readUInt32LE(at);
    // LC_LOAD_DYLIB, LC_LOAD_WEAK_DYLIB, LC_REEXPORT_DYLIB
    if ([0xc, 0x80000018, 0x8000001f].includes(command))
      needs.push(text(bytes, at + bytes.readUInt32LE(at + 8)));
    // LC_BUILD_VERSION, LC_VERSION_MIN_MACOSX: 16 bits of major, 8 of minor, 8 of patch version
    if (command === 0x32 || command === 0x24) {
      const least = bytes.readUInt32LE(at + (command === 0x32 ? 12 : 8));
      versions['macOS'] = `${least >>> 16}.${(least >>> 8) & 0xff}`;
    }
    // LC_CODE_SIGNATURE
    if (command === 0x1d) signed = isSigned(bytes, bytes.readUInt32LE(at + 8));
    at += bytes.readUInt32LE(at + 4);
  }
  return { format: 'mach-o', arch, needs, later: [], versions, signed };
}

/**
 * Whether the hashes in a signature are those of the pages of the file, as Apple's cs_blobs.h has it: big-endian; a blob
 * of blobs, the first of which is a directory with a hash for every page.
 */
function isSigned(bytes: Buffer, at: number): boolean {
  if (bytes.readUInt32BE(at) !== 0xfade0cc0) return false;
  const directory = at + bytes.readUInt32BE(at + 16);
  if (bytes.readUInt32BE(directory) !== 0xfade0c02) return false;
  const hashes = directory + bytes.readUInt32BE(directory + 16);
  const [count, end] = [bytes.readUInt32BE(directory + 28), bytes.readUInt32BE(directory + 32)];
  const size = bytes[directory + 36] ?? 0;
  const algorithm = { 1: 'sha1', 2: 'sha256' }[bytes[directory + 37] ?? 0];
  const page = 2 ** (bytes[directory + 39] ?? 0);
  if (algorithm === undefined || count !== Math.ceil(end / page)) return false;
  for (let i = 0; i < count; i++) {
    const hash = createHash(algorithm)
      .update(bytes.subarray(i * page, Math.min((i + 1) * page, end)))
      .digest();
    if (!hash.equals(bytes.subarray(hashes + i * size, hashes + (i + 1) * size))) return false;
  }
  return true;
}

function isPe(bytes: Buffer): boolean {
  if (bytes.readUInt16BE(0) !== 0x4d5a) return false; // M Z
  const header = bytes.readUInt32LE(0x3c);
  return header + 4 <= bytes.length && bytes.readUInt32BE(header) === 0x50450000; // P E
}

/** As Microsoft's PE format has it: the import directory, and that of delayed imports. */
function pe(bytes: Buffer): NativeHeader {
  const header = bytes.readUInt32LE(0x3c);
  const machine = bytes.readUInt16LE(header + 4);
  const arch = { 0x8664: 'x64', 0xaa64: 'arm64' }[machine] ?? machine.toString(16);
  const optional = header + 24;
  const table = optional + bytes.readUInt16LE(header + 20);
  const sections = Array.from({ length: bytes.readUInt16LE(header + 6) }, (_, i) => {
    const at = table + i * 40;
    return {
      address: bytes.readUInt32LE(at + 12),
      size: Math.max(bytes.readUInt32LE(at + 8), bytes.readUInt32LE(at + 16)),
      start: bytes.readUInt32LE(at + 20),
    };
  });
  /** Where in the file an address of memory lies. */
  const inFile = (address: number): number => {
    const section = sections.find(({ address: from, size }) => address >= from && address < from + size);
    if (section === undefined) throw new RangeError('an address that is in no section');
    return section.start + address - section.address;
  };
  /** Names of libraries in a directory whose rows have them at `name`. */
  const libraries = (directory: number, row: number, name: number): string[] => {
    const address = bytes.readUInt32LE(optional + 112 + directory * 8);
    const names: string[] = [];
    if (address === 0) return names;
    for (let at = inFile(address); bytes.readUInt32LE(at + name) !== 0; at += row)
      names.push(text(bytes, inFile(bytes.readUInt32LE(at + name))));
    return names;
  };
  return { format: 'pe', arch, needs: libraries(1, 20, 12), later: libraries(13, 32, 4), versions: {} };
}
