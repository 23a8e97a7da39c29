/** The alignment of sections in the file, and the size of the headers. */
const FILE_ALIGNMENT = 512;
const SECTION_ALIGNMENT = 4096;
const PE_OFFSET = 64;
const OPTIONAL_HEADER_BYTES = 112 + 6 * 8;

/**
 * Makes an EFI application for x86-64 in the PE32+ format (UEFI 2.10, 2.1.1) of position-independent code.
 * @param code begins with the entry point, and needs neither relocations nor data that it writes
 */
export function makeEfiProgram(code: Buffer): Buffer {
  const codeBytes = Math.ceil(code.length / FILE_ALIGNMENT) * FILE_ALIGNMENT;
  const file = Buffer.alloc(FILE_ALIGNMENT + codeBytes);
  file.write('MZ', 0, 'latin1');
  file.writeUInt32LE(PE_OFFSET, 60);
  writeFileHeader(file.subarray(PE_OFFSET));
  writeOptionalHeader(file.subarray(PE_OFFSET + 24), codeBytes);
  writeSectionHeader(file.subarray(PE_OFFSET + 24 + OPTIONAL_HEADER_BYTES), code.length, codeBytes);
  code.copy(file, FILE_ALIGNMENT);
  return file;
}

function writeFileHeader(to: Buffer): void {
  to.write('PE\0\0', 0, 'latin1');
  to.writeUInt16LE(0x8664, 4); // Machine: x86-64
  to.writeUInt16LE(1, 6); // NumberOfSections
  to.writeUInt16LE(OPTIONAL_HEADER_BYTES, 20);
  to.writeUInt16LE(0x0022, 22); // executable, large addresses
}

function writeOptionalHeader(to: Buffer, codeBytes: number): void {
  to.writeUInt16LE(0x020b, 0); // PE32+
  to.writeUInt32LE(codeBytes, 4);
  to.writeUInt32LE(SECTION_ALIGNMENT, 16); // AddressOfEntryPoint
  to.writeUInt32LE(SECTION_ALIGNMENT, 20); // BaseOfCode
  to.writeUInt32LE(SECTION_ALIGNMENT, 32);
  to.writeUInt32LE(FILE_ALIGNMENT, 36);
  to.writeUInt32LE(2 * SECTION_ALIGNMENT, 56); // SizeOfImage
  to.writeUInt32LE(FILE_ALIGNMENT, 60); // SizeOfHeaders
  to.writeUInt16LE(10, 68); // Subsystem: EFI application
  to.writeUInt32LE(6, 108); // NumberOfRvaAndSizes, all of which are empty
}

function writeSectionHeader(to: Buffer, size: number, codeBytes: number): void {
  to.write('.text', 0, 'latin1');
  to.writeUInt32LE(size, 8);
  to.writeUInt32LE(SECTION_ALIGNMENT, 12);
  to.writeUInt32LE(codeBytes, 16);
  to.writeUInt32LE(FILE_ALIGNMENT, 20);
  to.writeUInt32LE(0x60000020, 36); // code, executable, readable
}
