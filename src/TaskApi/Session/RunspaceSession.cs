using System;
using System.IO;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using System.Security;

namespace TaskApi.Session;

/// <summary>The session that a runspace uses when a command names none: the last one connected there, or one made from the environment.</summary>
internal static class RunspaceSession
{
    private const string KeyVariable = "UNIFICALLY_API_KEY";
    private const string EndpointVariable = "TASKAPI_ENDPOINT";
    private const string UploadVariable = "TASKAPI_UPLOAD_ENDPOINT";
    private const string CatalogVariable = "TASKAPI_CATALOG";

    // By runspace, not by process: one script's -Local must not turn another's paid requests into make-believe, or the reverse.
    private static readonly ConditionalWeakTable<Runspace, Holder> Sessions = new();

    /// <summary>The session of this runspace, or null. Sends nothing and makes nothing: good enough for Tab.</summary>
    public static GenSession? Current => Find() is { Session: { IsClosed: false } session } ? session : null;

    /// <summary>True when there is a session to use, or one could be made from the environment.</summary>
    public static bool IsAtHand => Current is not null || !string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(KeyVariable));

    /// <summary>The session to use: the one given, the runspace's, or a new one from the environment.</summary>
    /// <exception cref="GenServiceException">There is none and the environment names no key.</exception>
    public static GenSession Get(GenSession? given)
    {
        if (given is { IsClosed: true })
        {
            throw new GenServiceException(GenErrorCode.NotConnected, "The session is closed. Connect again with Connect-GenService.");
        }

        GenSession? session = given ?? Current;
        if (session is not null)
        {
            return session;
        }

        var settings = new GenSessionSettings { Catalog = CatalogFromEnvironment(), UploadEndpoint = UploadEndpoint() };
        session = FromEnvironment(null, LedgerPlace.OfEnvironment().In(settings));
        Set(session);
        return session;
    }

    /// <summary>A new session with the key of the environment.</summary>
    /// <param name="endpoint">The service's address; null for that of the environment, or the service's own.</param>
    /// <param name="settings">What else was chosen.</param>
    /// <exception cref="GenServiceException">The environment names no key.</exception>
    public static GenSession FromEnvironment(Uri? endpoint, GenSessionSettings settings)
    {
        string? key = Environment.GetEnvironmentVariable(KeyVariable);
        if (string.IsNullOrWhiteSpace(key))
        {
            throw new GenServiceException(
                GenErrorCode.NotConnected,
                $"There is no session and no key. 'Connect-GenService -Local' opens a free session, offline, with the emulator in this process; " +
                $"'Connect-GenService -ApiKey (Read-Host -AsSecureString)' opens one with your key, which can also be in the environment " +
                $"variable {KeyVariable}. Nothing was sent.");
        }

        return GenSession.Open(endpoint ?? Endpoint(), ToSecret(key), settings);
    }

    /// <summary>Makes a session the runspace's; null for none.</summary>
    public static void Set(GenSession? session)
    {
        if (Runspace.DefaultRunspace is { } runspace)
        {
            Sessions.GetOrCreateValue(runspace).Session = session;
        }
    }

    /// <summary>The endpoint of the environment, or the service's own.</summary>
    public static Uri Endpoint()
    {
        return Address(EndpointVariable) ?? GenSession.DefaultEndpoint;
    }

    /// <summary>
    /// The upload endpoint of the environment; null for the one that belongs to the endpoint. It goes with the endpoint of the environment: an
    /// endpoint named on the command line may be of another service, and the key must not go to the host of the first.
    /// </summary>
    public static Uri? UploadEndpoint() => Address(UploadVariable);

    private static Uri? Address(string variable)
    {
        string? text = Environment.GetEnvironmentVariable(variable);
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address)
            ? address
            : throw new GenServiceException(
                GenErrorCode.EndpointNotAllowed,
                $"The environment variable {variable} is '{ServiceAddress.Show(text)}', which is no URL.");
    }

    /// <summary>The models in force here: those of the session; without one, those that a new session would have.</summary>
    /// <exception cref="GenServiceException">There is no session, and the environment names a catalog that cannot be read.</exception>
    public static ModelCatalog Catalog => Current?.Catalog ?? CatalogFromEnvironment();

    /// <summary>The models to help with while a command is being written: an error has no place there, so a broken catalog counts as none.</summary>
    /// <param name="given">The session that the command names; null for the runspace's.</param>
    public static ModelCatalog CatalogForTyping(GenSession? given)
    {
        try
        {
            return given?.Catalog ?? Catalog;
        }
        catch (GenServiceException)
        {
            return ModelCatalog.BuiltIn;
        }
    }

    /// <summary>The built-in models with those of the file that the environment names, if it names one.</summary>
    /// <exception cref="GenServiceException">The file cannot be read, or is no catalog.</exception>
    public static ModelCatalog CatalogFromEnvironment()
    {
        string? text = Environment.GetEnvironmentVariable(CatalogVariable);
        if (string.IsNullOrWhiteSpace(text))
        {
            return ModelCatalog.BuiltIn;
        }

        try
        {
            // A variable outlives the location in which it was set, and the process has another one than PowerShell.
            return Path.IsPathRooted(text)
                ? CatalogFile.Read(text)
                : throw new GenServiceException(GenErrorCode.FileNotReadable,
                    $"Cannot read the model catalog '{text}': the path is relative. Give a full one, for example (Resolve-Path '{text}').ProviderPath.");
        }
        catch (GenServiceException failure)
        {
            throw new GenServiceException(failure.Code, $"{failure.Message} The environment variable {CatalogVariable} names the file.", failure);
        }
    }

    private static Holder? Find() => Runspace.DefaultRunspace is { } runspace && Sessions.TryGetValue(runspace, out Holder? holder) ? holder : null;

    private static SecureString ToSecret(string key)
    {
        var secret = new SecureString();
        foreach (char letter in key)
        {
            secret.AppendChar(letter);
        }

        secret.MakeReadOnly();
        return secret;
    }

    private sealed class Holder
    {
        public GenSession? Session { get; set; }
    }
}
