using Xunit;

namespace TaskApi.Tests.Notices;

public class GenNoticeTests
{
    [Fact]
    public void Each_listener_is_told_once()
    {
        var notice = new GenNotice(GenNoticeLevel.Warning, "a ban");
        object first = new();
        object second = new();
        Assert.Equal([true, false, true, false], new[] { notice.IsNewsTo(first), notice.IsNewsTo(first), notice.IsNewsTo(second), notice.IsNewsTo(second) });
    }
}
