namespace TaskApi;

/// <summary>Where in the network an address is.</summary>
internal enum NetworkPlace
{
    /// <summary>On the internet, for everybody.</summary>
    Internet,

    /// <summary>On this machine.</summary>
    ThisMachine,

    /// <summary>In a network of its own, such as a company's or a home's.</summary>
    PrivateNetwork,

    /// <summary>On the same wire, where clouds also have what tells a machine its secrets.</summary>
    LinkLocal,

    /// <summary>No place that a file could come from.</summary>
    Nowhere,
}
