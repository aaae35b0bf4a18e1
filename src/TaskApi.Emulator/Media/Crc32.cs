namespace TaskApi.Emulator.Media;

/// <summary>The CRC-32 of RFC 2083, appendix 15, that closes each chunk of a PNG file.</summary>
internal static class Crc32
{
    // The polynomial x^32 + x^26 + x^23 + ... + 1 with its bits in reverse order.
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[] Table = MakeTable();

    /// <summary>Computes the checksum of a part of an array.</summary>
    public static uint Compute(byte[] bytes, int start, int count)
    {
        uint crc = uint.MaxValue;
        for (int i = start; i < start + count; i++)
        {
            crc = Table[(byte)(crc ^ bytes[i])] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint entry = i;
            for (int bit = 0; bit < 8; bit++)
            {
                entry = (entry & 1) != 0 ? Polynomial ^ (entry >> 1) : entry >> 1;
            }

            table[i] = entry;
        }

        return table;
    }
}
