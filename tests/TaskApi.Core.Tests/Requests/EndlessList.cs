using System;
using System.Text;

namespace TaskApi.Tests.Requests;

/// <summary>A JSON list of many requests that is made while it is read.</summary>
internal sealed class EndlessList : ForwardStream
{
    private static readonly byte[] Item = Encoding.UTF8.GetBytes("{\"model\":\"google/nano-banana\",\"input\":{\"prompt\":\"a fox in snow\"}},\n");
    private readonly long _count;
    private byte[] _current = [(byte)'['];
    private int _place;
    private long _made;

    public EndlessList(long count) => _count = count;

    public override int Read(byte[] buffer, int offset, int count)
    {
        int written = 0;
        while (written < count)
        {
            if (_place == _current.Length)
            {
                if (_made > _count)
                {
                    break;
                }

                _made++;
                _current = _made < _count ? Item : _made == _count ? Item[..^2] : [(byte)']'];
                _place = 0;
            }

            int length = Math.Min(count - written, _current.Length - _place);
            Array.Copy(_current, _place, buffer, offset + written, length);
            _place += length;
            written += length;
        }

        return written;
    }
}
