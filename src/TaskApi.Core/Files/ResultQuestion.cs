namespace TaskApi;

/// <summary>What is asked of a result's address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Resume">From where on; null for all. The answer may hold all nevertheless (200), or nothing (416).</param>
/// <param name="Hosts">What is known of the hosts.</param>
/// <param name="Asker">The download that asks.</param>
internal sealed record ResultQuestion(string Address, ResumePoint? Resume, HostWatch Hosts, object Asker);
