using System.Buffers;
using System.Text.Unicode;

namespace SioProxy.Viewer.Details;

/// <summary>What bytes are, by how they begin.</summary>
/// <param name="Name">For people.</param>
/// <param name="Extension">For a file's name, without its dot.</param>
internal readonly record struct BinaryKind(string Name, string Extension)
{
    private static readonly (byte[] Signature, int Offset, BinaryKind Kind)[] Kinds =
    [
        (Convert.FromHexString("89504E470D0A1A0A"), 0, new("PNG image", "png")),
        (Convert.FromHexString("FFD8FF"), 0, new("JPEG image", "jpg")),
        ("GIF8"u8.ToArray(), 0, new("GIF image", "gif")),
        ("WEBP"u8.ToArray(), 8, new("WebP image", "webp")),
        ("WAVE"u8.ToArray(), 8, new("WAV audio", "wav")),
        ("AVI "u8.ToArray(), 8, new("AVI video", "avi")),
        ("ftyp"u8.ToArray(), 4, new("MP4 media", "mp4")),
        (Convert.FromHexString("1A45DFA3"), 0, new("WebM or Matroska media", "webm")),
        ("OggS"u8.ToArray(), 0, new("Ogg media", "ogg")),
        ("ID3"u8.ToArray(), 0, new("MP3 audio", "mp3")),
        ("fLaC"u8.ToArray(), 0, new("FLAC audio", "flac")),
        ("%PDF-"u8.ToArray(), 0, new("PDF document", "pdf")),
        (Convert.FromHexString("504B0304"), 0, new("ZIP archive (or a document made of one)", "zip")),
        (Convert.FromHexString("1F8B08"), 0, new("gzip data", "gz")),
        (Convert.FromHexString("28B52FFD"), 0, new("zstd data", "zst")),
        ("BZh"u8.ToArray(), 0, new("bzip2 data", "bz2")),
        (Convert.FromHexString("FD377A585A00"), 0, new("xz data", "xz")),
        (Convert.FromHexString("377ABCAF271C"), 0, new("7-Zip archive", "7z")),
        (Convert.FromHexString("0061736D"), 0, new("WebAssembly module", "wasm")),
        ("SQLite format 3\0"u8.ToArray(), 0, new("SQLite database", "sqlite")),
        (Convert.FromHexString("7F454C46"), 0, new("ELF program", "elf")),
        ("BM"u8.ToArray(), 0, new("BMP image", "bmp")),
    ];

    // What text does not contain: C0 but tab and line ends, and DEL.
    private static readonly SearchValues<byte> Controls = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Select(code => (byte)code).Except("\t\n\r"u8.ToArray()),
        0x7F,
    ]);

    public static BinaryKind Of(ReadOnlySpan<byte> bytes)
    {
        foreach ((byte[] signature, int offset, BinaryKind kind) in Kinds)
        {
            if (bytes.Length >= offset && bytes[offset..].StartsWith(signature))
            {
                return kind;
            }
        }
        if (bytes.IsEmpty)
        {
            return new BinaryKind("empty", "bin");
        }
        return Utf8.IsValid(bytes) && !bytes.ContainsAny(Controls)
            ? new BinaryKind("UTF-8 text", "txt")
            : new BinaryKind("binary data", "bin");
    }
}
