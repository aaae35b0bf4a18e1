using System.Collections.Generic;

namespace TaskApi.Emulator.Media;

/// <summary>Makes network abstraction layer units, the packets of an H.264 stream (ISO/IEC 14496-10, section 7.3.1).</summary>
internal static class NalUnit
{
    // The header byte: nal_ref_idc in two bits (zero when nothing refers to the unit), nal_unit_type in five (table 7-1).

    /// <summary>The header of a slice of a picture that no other picture refers to.</summary>
    public const byte DisposableSlice = 0x01;

    /// <summary>The header of a slice of a picture at which decoding can start (instantaneous decoding refresh).</summary>
    public const byte KeySlice = 0x65;

    /// <summary>The header of a sequence parameter set.</summary>
    public const byte SequenceParameterSet = 0x67;

    /// <summary>The header of a picture parameter set.</summary>
    public const byte PictureParameterSet = 0x68;

    /// <summary>Makes a unit of a header and a payload.</summary>
    public static byte[] Make(byte header, byte[] payload)
    {
        // Section 7.4.1: two zeros and then a byte up to three would look like a start code, so a three goes in between.
        const byte EmulationPrevention = 3;

        var unit = new List<byte>(payload.Length + 8) { header };
        int zeros = 0;
        foreach (byte item in payload)
        {
            if (zeros == 2 && item <= EmulationPrevention)
            {
                unit.Add(EmulationPrevention);
                zeros = 0;
            }

            unit.Add(item);
            zeros = item == 0 ? zeros + 1 : 0;
        }

        return unit.ToArray();
    }
}
