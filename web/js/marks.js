// The mark of a picture that the page itself makes: XMP that says what it is, to machines and people (docs/ai-act.md).

/** Where a PNG's first chunk, its header, ends. */
const HEADER_END = 33;
const NOTE = "Cards composed by a computer program of photos of pets and generated portraits. The people and their careers are invented.";
const PACKET =
  '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>' +
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">' +
  '<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" ' +
  'Iptc4xmpExt:DigitalSourceType="http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic" ' +
  'xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:CreatorTool="PetAvatar" xmlns:dc="http://purl.org/dc/elements/1.1/">' +
  `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">${NOTE}</rdf:li></rdf:Alt></dc:description>` +
  '</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>';

/**
 * @param {Blob} png a picture composed of cards
 * @returns {Blob} the same picture, marked as such
 */
export function marked(png) {
  // Not compressed, in no language, without a translated keyword.
  const data = new TextEncoder().encode(`iTXtXML:com.adobe.xmp\0\0\0\0\0${PACKET}`);
  const parts = [uint32(data.length - 4), data, uint32(checksum(data))];
  return new Blob([png.slice(0, HEADER_END), ...parts, png.slice(HEADER_END)], { type: png.type });
}

/** @param {number} value @returns {Uint8Array} the highest byte first */
function uint32(value) {
  return new Uint8Array([24, 16, 8, 0].map((shift) => value >>> shift));
}

/** @param {Uint8Array} bytes @returns {number} CRC-32, as PNG wants it */
function checksum(bytes) {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
