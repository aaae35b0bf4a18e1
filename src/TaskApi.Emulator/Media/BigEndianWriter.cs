using System.Collections.Generic;

namespace TaskApi.Emulator.Media;

/// <summary>Writes the big-endian numbers and ASCII names that PNG and MP4 files are made of.</summary>
internal sealed class BigEndianWriter
{
    private readonly List<byte> _bytes = [];

    /// <summary>How many bytes are written.</summary>
    public int Length => _bytes.Count;

    /// <summary>Writes the low eight bits of a number.</summary>
    public void Byte(int value) => _bytes.Add((byte)value);

    /// <summary>Writes the low sixteen bits of a number.</summary>
    public void Number16(int value)
    {
        Byte(value >> 8);
        Byte(value);
    }

    /// <summary>Writes a number of 32 bits.</summary>
    public void Number32(uint value)
    {
        Number16((int)(value >> 16));
        Number16((int)value);
    }

    /// <summary>Writes a number of 32 bits that is not negative.</summary>
    public void Number32(int value) => Number32((uint)value);

    /// <summary>Writes a text of ASCII characters, without a length or an end mark.</summary>
    public void Ascii(string text)
    {
        foreach (char character in text)
        {
            Byte(character);
        }
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Bytes(byte[] bytes) => _bytes.AddRange(bytes);

    /// <summary>Writes a number of zero bytes.</summary>
    public void Zeros(int count) => Bytes(new byte[count]);

    /// <summary>Writes a number of 32 bits over four bytes that are already written.</summary>
    public void Overwrite32(int position, int value)
    {
        for (int i = 0; i < sizeof(int); i++)
        {
            _bytes[position + i] = (byte)(value >> (24 - (8 * i)));
        }
    }

    /// <summary>All that is written.</summary>
    public byte[] ToArray() => _bytes.ToArray();
}
