using System.Collections.Generic;

namespace TaskApi.Emulator.Media;

/// <summary>Writes the bit fields and Exp-Golomb codes of H.264, most significant bit first.</summary>
internal sealed class BitWriter
{
    private readonly List<byte> _bytes = [];
    private int _current;
    private int _used;

    /// <summary>Writes the low bits of a number: u(n) of ISO/IEC 14496-10, section 7.2.</summary>
    public void Bits(int value, int count)
    {
        for (int bit = count - 1; bit >= 0; bit--)
        {
            _current = (_current << 1) | ((value >> bit) & 1);
            if (++_used == 8)
            {
                _bytes.Add((byte)_current);
                _current = 0;
                _used = 0;
            }
        }
    }

    /// <summary>Writes one bit.</summary>
    public void Flag(bool value) => Bits(value ? 1 : 0, 1);

    /// <summary>Writes a number that is not negative as ue(v) of section 9.1: as many zeros as bits follow the first one.</summary>
    public void Unsigned(int value)
    {
        int code = value + 1;
        int extra = 0;
        while (code >> (extra + 1) != 0)
        {
            extra++;
        }

        Bits(0, extra);
        Bits(code, extra + 1);
    }

    /// <summary>Writes a number as se(v) of section 9.1.1: 0, 1, -1, 2, -2 and so on count up.</summary>
    public void Signed(int value) => Unsigned(value > 0 ? (2 * value) - 1 : -2 * value);

    /// <summary>Ends the payload with a one and zeros up to a whole byte (section 7.3.2.11), and gives it.</summary>
    public byte[] Finish()
    {
        Bits(1, 1);
        while (_used != 0)
        {
            Bits(0, 1);
        }

        return _bytes.ToArray();
    }
}
