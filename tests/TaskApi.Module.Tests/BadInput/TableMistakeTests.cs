using System;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using TaskApi.Module.Tests.Support;
using Xunit;

namespace TaskApi.Module.Tests.BadInput;

/// <summary>What someone reads whose table is not what it should be.</summary>
public sealed class TableMistakeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ModuleHost _host = ModuleHost.Connected();

    public TableMistakeTests() => _host.GoTo(_folder.Path);

    public void Dispose()
    {
        _host.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_misspelled_header_is_told_with_file_and_line_and_what_was_meant()
    {
        _folder.Write("a.csv", "model,promt,aspect_ratoi\nkuaishou/kling-2.6,fox,16:9\n");

        RunResult run = _host.Run("Import-GenRequest a.csv | New-GenTask");

        Assert.Equal(["a.csv, line 2: the column 'promt' is no parameter of kuaishou/kling-2.6 and is not sent. Did you mean prompt?",
            "a.csv, line 2: the column 'aspect_ratoi' is no parameter of kuaishou/kling-2.6 and is not sent. Did you mean aspect_ratio?"], run.Warnings);
        run.Error.Says("a.csv, line 2", "prompt is missing", "costs nothing");
    }

    [Fact]
    public void A_table_from_a_spreadsheet_with_semicolons_and_decimal_commas_is_told_line_by_line()
    {
        _folder.Write("a.csv", "\uFEFFmodel;prompt;Aspect Ratio;duration\r\nkuaishou/kling-2.6;\"ein Fuchs\r\nim Schnee; " +
            "nah\";16:9;10\r\nkuaishou/kling-2.6;ein Hase;16:9;2,5\r\n");

        RunResult run = _host.Run("Import-GenRequest a.csv | New-GenTask");

        Assert.Equal("ein Fuchs\r\nim Schnee; nah", Assert.Single(run.Output).Input("prompt"));
        run.Error.Says("a.csv, line 4", "duration is '2,5'", "Allowed: 5, 10", "costs nothing");
    }

    [Theory]
    [InlineData("modell", "Is the column 'modell' meant?")]
    [InlineData("model;prompt", "-Delimiter ';'", "Import-GenRequest")]
    [InlineData("model\tprompt", "-Delimiter \"`t\"")]
    [InlineData("model,prompt", "-Delimiter ','")]
    [InlineData("kuaishou/kling-2.6", "first line", "model,prompt")]
    public void A_row_without_a_model_is_told_what_its_columns_look_like(string column, params string[] said)
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty(column, "fox"));
        _host.Set("row", row);

        _host.Run("$row | New-GenTask").Error.Says(["no model is named", "costs nothing", .. said]);
    }

    [Fact]
    public void A_column_that_is_several_is_told_also_where_a_model_is_named()
    {
        var row = new PSObject();
        row.Properties.Add(new PSNoteProperty("prompt;duration", "fox;5"));
        _host.Set("row", row);

        Assert.Contains("-Delimiter ';'", Assert.Single(_host.Run("$row | New-GenTask kuaishou/kling-2.6").Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void Wildcards_that_match_no_file_are_told()
    {
        RunResult run = _host.Run("Import-GenRequest *.csv");

        Assert.Empty(run.Clean);
        Assert.Contains("no file matches '*.csv'", Assert.Single(run.Warnings), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_workbook_is_told_to_be_saved_as_a_table()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "a.xlsx"), [.. "PK\x03\x04"u8, .. Enumerable.Range(0, 5000).Select(number => (byte)number)]);

        AssertUnreadable("a.xlsx", "Excel", "CSV UTF-8");
    }

    [Theory]
    [InlineData("model,prompt\r\nkuaishou/kling-2.6,fox\r\n")]
    [InlineData("model\tprompt\r\nkuaishou/kling-2.6\tfox\r\n")]
    public void Text_of_two_bytes_a_letter_without_its_mark_is_told(string text)
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "a.csv"), new UnicodeEncoding(bigEndian: false, byteOrderMark: false).GetBytes(text));

        AssertUnreadable("a.csv", "UTF-16", "UTF-8");
    }

    private void AssertUnreadable(string file, params string[] said)
    {
        RunResult run = _host.Run($"Import-GenRequest {file} | New-GenTask");

        Assert.Empty(run.Output);
        Assert.Equal("FileNotReadable", run.Error.Id());
        run.Error.Says([.. said.Append(file)]);
    }
}
