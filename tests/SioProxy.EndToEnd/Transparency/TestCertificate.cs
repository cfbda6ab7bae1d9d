using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SioProxy.EndToEnd.Transparency;

/// <summary>A certificate for loopback, made anew for each test.</summary>
internal static class TestCertificate
{
    public static X509Certificate2Collection Create()
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        DateTimeOffset now = DateTimeOffset.UtcNow;
        return [request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1))];
    }
}
