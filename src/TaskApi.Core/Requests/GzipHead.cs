using System;
using System.IO;

namespace TaskApi;

/// <summary>What stands before a gzip member's data (RFC 1952, 2.3): nothing of it is wanted, but it has to be gone through.</summary>
internal static class GzipHead
{
    /// <summary>The byte that every member begins with.</summary>
    public const byte First = 0x1F;

    /// <summary>The byte that follows it.</summary>
    public const byte Second = 0x8B;

    private const int Deflate = 8;

    /// <summary>What the flags say is there.</summary>
    [Flags]
    private enum Parts
    {
        /// <summary>A check sum of the head: the data has its own.</summary>
        Sum = 2,

        /// <summary>A field of a length of its own.</summary>
        Extra = 4,

        /// <summary>The packed file's name, up to a zero.</summary>
        Name = 8,

        /// <summary>A remark, up to a zero.</summary>
        Comment = 16,

        /// <summary>Flags that mean nothing yet: with one of them, what follows cannot be told.</summary>
        Unknown = 0xE0,
    }

    /// <summary>Goes through a head.</summary>
    /// <param name="first">Its first byte.</param>
    /// <param name="next">Gives the next ones; -1 at the end.</param>
    /// <exception cref="InvalidDataException">It is none, or it breaks off.</exception>
    public static void Skip(int first, Func<int> next)
    {
        if (first != First || next() != Second || next() != Deflate)
        {
            throw new InvalidDataException("What follows is not gzip.");
        }

        var parts = (Parts)Next();
        if ((parts & Parts.Unknown) != 0)
        {
            throw new InvalidDataException("What follows is not gzip, or of a newer kind.");
        }

        // The time (4), how it was packed, on what system.
        Skip(6);
        if ((parts & Parts.Extra) != 0)
        {
            Skip(Next() | (Next() << 8));
        }

        SkipText(Parts.Name);
        SkipText(Parts.Comment);
        Skip((parts & Parts.Sum) != 0 ? 2 : 0);

        void SkipText(Parts part)
        {
            while ((parts & part) != 0 && Next() != 0)
            {
                // To its end.
            }
        }

        void Skip(int count)
        {
            for (; count > 0; count--)
            {
                Next();
            }
        }

        int Next()
        {
            int value = next();
            return value >= 0 ? value : throw new InvalidDataException("The file ends in a head.");
        }
    }
}
