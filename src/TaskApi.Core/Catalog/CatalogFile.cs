using System;
using System.IO;
using System.Text;
using System.Text.Json;

namespace TaskApi;

/// <summary>A user's own models: a file in the catalog's JSON form (docs/catalog.schema.json), laid over the built-in catalog.</summary>
public static class CatalogFile
{
    // The built-in catalog has 50 models in 80 KB. The limit keeps a wrong path (a film, a device) from filling the memory.
    private const int LargestFile = 4 * 1024 * 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Tab asks for the catalog with every keypress. One file is in use at a time, so the last one is all that is worth keeping.
    private static volatile KnownFile? _last;

    /// <summary>
    /// The built-in catalog with the file's models: one of the same id, compared without case, takes the place of the built-in one; others
    /// come after. An unchanged file is not read twice.
    /// </summary>
    /// <param name="path">The file's full path.</param>
    /// <exception cref="GenServiceException">
    /// <see cref="GenErrorCode.FileNotReadable"/>: the file cannot be opened. <see cref="GenErrorCode.InvalidCatalog"/>: it is no catalog; the
    /// message names file, line and field.
    /// </exception>
    public static ModelCatalog Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            KnownFile? known = _last;
            if (known is null || !known.IsSame(file))
            {
                known = new KnownFile(file, ReadBounded(file));
                _last = known;
            }

            return known.Catalog ?? throw Invalid(known.Problem!, known.Failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException
            or System.Security.SecurityException)
        {
            string reason = Directory.Exists(path) ? "it is a folder." : failure.Message;
            throw new GenServiceException(GenErrorCode.FileNotReadable, $"Cannot read the model catalog '{path}': {reason}", failure);
        }
    }

    /// <summary>The built-in catalog with the models of this text.</summary>
    /// <param name="text">The text in UTF-8.</param>
    /// <param name="path">Where it stands, for messages.</param>
    internal static ModelCatalog Parse(byte[] text, string path)
    {
        ReadOnlyMemory<byte> json = text;
        if (text.Length > LargestFile)
        {
            throw Invalid($"{Path.GetFileName(path)}: the file is larger than 4 MB. A model catalog holds a few hundred models at most; is this another file?",
                null);
        }

        if (text.AsSpan().StartsWith(Encoding.UTF8.GetPreamble()))
        {
            json = json.Slice(Encoding.UTF8.GetPreamble().Length);
        }

        try
        {
            StrictUtf8.GetCharCount(text);
            using var document = JsonDocument.Parse(json);
            return ModelCatalog.BuiltIn.With(CatalogReader.Read(document.RootElement));
        }
        catch (CatalogProblemException problem)
        {
            throw Invalid($"{new GenSource(path, JsonLine.Find(json.Span, problem.Place))}: {problem.Message}", problem);
        }
        catch (JsonException failure)
        {
            throw Invalid($"{new GenSource(path, (failure.LineNumber ?? 0) + 1)}: {JsonLine.Broken}", failure);
        }
        catch (DecoderFallbackException failure)
        {
            throw Invalid($"{new GenSource(path, JsonLine.At(text, failure.Index))}: the file is not UTF-8 text. Save it as UTF-8.", failure);
        }
    }

    private static byte[] ReadBounded(FileInfo file)
    {
        using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var text = new MemoryStream();
        byte[] block = new byte[64 * 1024];
        int count;
        while (text.Length <= LargestFile && (count = stream.Read(block, 0, block.Length)) > 0)
        {
            text.Write(block, 0, count);
        }

        return text.ToArray();
    }

    private static GenServiceException Invalid(string message, Exception? inner) => new(GenErrorCode.InvalidCatalog, message, inner);

    /// <summary>A file as it was at one time, and what it held: a catalog, or a problem.</summary>
    private sealed class KnownFile
    {
        private readonly string _path;
        private readonly DateTime _written;
        private readonly long _length;

        public KnownFile(FileInfo file, byte[] text)
        {
            _path = file.FullName;
            _written = file.LastWriteTimeUtc;
            _length = file.Length;
            try
            {
                Catalog = Parse(text, _path);
            }
            catch (GenServiceException failure)
            {
                Problem = failure.Message;
                Failure = failure.InnerException;
            }
        }

        public ModelCatalog? Catalog { get; }

        public string? Problem { get; }

        public Exception? Failure { get; }

        public bool IsSame(FileInfo file) => file.FullName == _path && file.Exists && file.LastWriteTimeUtc == _written && file.Length == _length;
    }
}
