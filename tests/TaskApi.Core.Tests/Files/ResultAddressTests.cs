using System;
using Xunit;

namespace TaskApi.Tests.Files;

public class ResultAddressTests
{
    private const string Service = "https://api.example.com";

    [Theory]
    [InlineData("https://cdn.example.net/a.png")]
    [InlineData("https://8.8.8.8/a.png")]
    [InlineData("https://172.32.0.1/a.png")]
    [InlineData("https://100.128.0.1/a.png")]
    [InlineData("https://[2606:4700::1]/a.png")]
    public void Results_come_from_anywhere_on_the_internet(string url) => Assert.Equal(new Uri(url), new ResultAddress(new Uri(Service)).Check(url));

    [Theory]
    [InlineData("https://localhost/a.png")]
    [InlineData("https://localhost./a.png")]
    [InlineData("https://x.localhost/a.png")]
    [InlineData("https://127.0.0.1/a.png")]
    [InlineData("https://127.1/a.png")]
    [InlineData("https://2130706433/a.png")]
    [InlineData("https://0x7f000001/a.png")]
    [InlineData("https://[::1]/a.png")]
    [InlineData("https://[::ffff:127.0.0.1]/a.png")]
    [InlineData("https://0.0.0.0/a.png")]
    [InlineData("https://[::]/a.png")]
    [InlineData("https://10.0.0.1/a.png")]
    [InlineData("https://172.16.0.1/a.png")]
    [InlineData("https://172.31.255.255/a.png")]
    [InlineData("https://192.168.1.1/a.png")]
    [InlineData("https://192.168.1.1./a.png")]
    [InlineData("https://100.64.0.1/a.png")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("https://224.0.0.1/a.png")]
    [InlineData("https://255.255.255.255/a.png")]
    [InlineData("https://[fe80::1]/a.png")]
    [InlineData("https://[fd00::1]/a.png")]
    [InlineData("https://[fec0::1]/a.png")]
    [InlineData("https://[ff02::1]/a.png")]
    [InlineData("https://[::ffff:10.0.0.1]/a.png")]
    public void A_service_on_the_internet_does_not_reach_into_this_machine_or_its_network(string url) => AssertRefused(Service, url);

    [Theory]
    [InlineData("https://localhost:5000", "https://127.0.0.1:7000/a.png")]
    [InlineData("http://127.0.0.1:5000", "http://localhost:5001/a.png")]
    [InlineData("http://[::1]:5000", "http://127.0.0.1:5000/a.png")]
    [InlineData("https://10.0.0.5", "https://10.0.0.6/a.png")]
    [InlineData("https://192.168.0.5", "https://cdn.example.net/a.png")]
    [InlineData("https://169.254.10.10", "https://169.254.10.10/a.png")]
    public void A_service_near_by_serves_its_results_from_near_by(string service, string url) =>
        Assert.Equal(new Uri(url), new ResultAddress(new Uri(service)).Check(url));

    [Theory]
    [InlineData("http://localhost:5000", "http://10.0.0.1/a.png")]
    [InlineData("http://localhost:5000", "https://10.0.0.1/a.png")]
    [InlineData("http://localhost:5000", "https://169.254.169.254/a.png")]
    [InlineData("https://10.0.0.5", "https://169.254.169.254/a.png")]
    [InlineData("https://10.0.0.5", "https://localhost/a.png")]
    [InlineData("https://10.0.0.5", "http://10.0.0.5/a.png")]
    public void A_service_near_by_reaches_no_other_network_near_by(string service, string url) => AssertRefused(service, url);

    private static void AssertRefused(string service, string url) =>
        Assert.Throws<NoResultException>(() => new ResultAddress(new Uri(service)).Check(url));
}
