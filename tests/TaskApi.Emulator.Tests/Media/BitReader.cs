using System.Collections.Generic;

namespace TaskApi.Emulator.Tests.Media;

/// <summary>Reads the bit fields of an H.264 unit, whose emulation prevention bytes it drops.</summary>
internal sealed class BitReader
{
    private readonly byte[] _bytes;
    private int _position;

    public BitReader(byte[] unit)
    {
        var payload = new List<byte>();
        for (int i = 1; i < unit.Length; i++)
        {
            bool isEmulationPrevention = i >= 3 && unit[i] == 3 && unit[i - 1] == 0 && unit[i - 2] == 0;
            if (!isEmulationPrevention)
            {
                payload.Add(unit[i]);
            }
        }

        _bytes = [.. payload];
    }

    public bool IsAtTrailingBits
    {
        get
        {
            int last = (_bytes.Length * 8) - 1;
            while ((_bytes[last / 8] >> (7 - (last % 8)) & 1) == 0)
            {
                last--;
            }

            return _position == last;
        }
    }

    public int Bits(int count)
    {
        int value = 0;
        for (int i = 0; i < count; i++, _position++)
        {
            value = (value << 1) | ((_bytes[_position / 8] >> (7 - (_position % 8))) & 1);
        }

        return value;
    }

    public int Unsigned()
    {
        int zeros = 0;
        while (Bits(1) == 0)
        {
            zeros++;
        }

        return (1 << zeros) - 1 + Bits(zeros);
    }

    public int Signed()
    {
        int code = Unsigned();
        return code % 2 == 1 ? (code + 1) / 2 : -code / 2;
    }
}
