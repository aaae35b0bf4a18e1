using System;
using System.Globalization;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Reads a bare number as seconds; PowerShell by itself would take it for ticks, ten million to the second.</summary>
internal sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    // Timers of .NET Framework take no longer waits than some 24.8 days; nobody waits this long for a generation.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>The shortest time that makes sense, in seconds.</summary>
    public int AtLeast { get; set; }

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        TimeSpan? span = value switch
        {
            TimeSpan given => given,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) => FromSeconds(seconds),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan given) => given,
            int or long or double or decimal or float or short or byte => FromSeconds(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
            _ => null,
        };
        return span is { } wait && wait >= TimeSpan.FromSeconds(AtLeast) && wait <= Longest
            ? wait
            : throw new ArgumentTransformationMetadataException(
                $"{ValueText.Show(value)} is no waiting time. Give seconds, such as 90, or a time, such as 00:20:00; at least {AtLeast} s, at most 24 days.");
    }

    private static TimeSpan? FromSeconds(double seconds) => seconds >= 0 && seconds <= Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
}
