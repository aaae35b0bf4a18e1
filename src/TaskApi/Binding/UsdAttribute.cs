using System;
using System.Globalization;
using System.Management.Automation;

namespace TaskApi.Binding;

/// <summary>Reads an amount of US dollars exactly: PowerShell by itself reads "2,5" as 25 and "1e9" as a billion without a word.</summary>
internal sealed class UsdAttribute : ArgumentTransformationAttribute
{
    // More than any account holds; the ledger counts in billionths, whose sums shall not overflow.
    private const decimal Most = 1_000_000;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        decimal? amount = value switch
        {
            string text when decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture, out decimal dollars) => dollars,
            int or long or decimal or short or byte or uint or ulong => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
            double or float when Convert.ToDouble(value, CultureInfo.InvariantCulture) is >= 0 and <= (double)Most and { } dollars =>
                Convert.ToDecimal(dollars),
            _ => null,
        };
        return amount is { } usd and >= 0 and <= Most
            ? usd
            : throw new ArgumentTransformationMetadataException(
                $"{ValueText.Show(value)} is no amount of money. Give US dollars with a point, such as 2.50; at most {Most:0}. Nothing was sent.");
    }
}
