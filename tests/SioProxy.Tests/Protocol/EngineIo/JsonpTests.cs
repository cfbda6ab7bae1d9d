using System.Buffers;
using System.Text;
using CsCheck;
using SioProxy.Protocol;
using SioProxy.Protocol.EngineIo;

namespace SioProxy.Tests.Protocol.EngineIo;

public sealed class JsonpTests
{
    [Theory]
    [InlineData("___eio[0](\"1:2\");", "1:2")]
    [InlineData("___eio[](\"1:2\");", "1:2")] // j may be empty
    [InlineData("___eio[12](\"a\\nb\\u2028\\\"\\\\\\/\\ud83d\\ude00\");", "a\nb\u2028\"\\/😀")]
    [InlineData("___eio[0](\"\\ud83d\");", "\ufffd")] // a lone surrogate: one unit, as before
    [InlineData("___eio[0](\"\");\n", "")]
    [InlineData("___eio[0](\"a)\")", "a)")]
    public void UnwrapResponse_Script_YieldsItsString(string script, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        OperationStatus status = Jsonp.UnwrapResponse(Encoding.UTF8.GetBytes(script), output, out DecodeFault? fault);
        Assert.Equal(OperationStatus.Done, status);
        Assert.Null(fault);
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("___eio[0](")]
    [InlineData("___eio[0](\"a);")]
    [InlineData("___eio[0](\"a\" + \"b\");")]
    [InlineData("___eio[0](12);")]
    [InlineData("___eio[x](\"a\");")]
    [InlineData("alert(\"a\");")]
    [InlineData("___eio[0](\"\\x41\");")]
    public void UnwrapResponse_OtherScript_IsAFault(string script)
    {
        var output = new ArrayBufferWriter<byte>();
        OperationStatus status = Jsonp.UnwrapResponse(Encoding.UTF8.GetBytes(script), output, out DecodeFault? fault);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.Jsonp, fault?.Code);
    }

    // engine.io 3 and 6: querystring, then \n without a backslash before it is a line feed, then \\n is \n.
    [Theory]
    [InlineData("d=40", "40")]
    [InlineData("d=4%3A4a%5Cnb", "4:4a\nb")]
    [InlineData("d=4a%5C%5Cnb", "4a\\nb")]
    [InlineData("d=4a%5C%5C%5Cnb", "4a\\\\nb")]
    [InlineData("d=a+b%2B", "a b+")]
    [InlineData("x=1&d=2&y=3", "2")]
    [InlineData("%64=2", "2")]
    [InlineData("d=%zz%4", "%zz%4")]
    [InlineData("d=%E2%82%AC", "€")]
    [InlineData("d", "")]
    public void UnwrapRequest_Form_YieldsItsField(string form, string expected)
    {
        var output = new ArrayBufferWriter<byte>();
        Assert.Equal(OperationStatus.Done, Jsonp.UnwrapRequest(Encoding.UTF8.GetBytes(form), output, out _));
        Assert.Equal(expected, Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Theory]
    [InlineData("")]
    [InlineData("e=40")]
    [InlineData("d=1&d=2")]
    [InlineData("dd=1")]
    public void UnwrapRequest_WithoutOneField_IsAFault(string form)
    {
        var output = new ArrayBufferWriter<byte>();
        OperationStatus status = Jsonp.UnwrapRequest(Encoding.UTF8.GetBytes(form), output, out DecodeFault? fault);
        Assert.Equal(OperationStatus.InvalidData, status);
        Assert.Equal(FaultCode.Jsonp, fault?.Code);
    }

    [Fact]
    public void Unwrap_OfWhatWasWrapped_IsTheSameText() =>
        Gen.Int.Sample(
            seed =>
            {
                byte[] text = Encoding.UTF8.GetBytes(new RandomWire(seed).Text());
                var script = new ArrayBufferWriter<byte>();
                var form = new ArrayBufferWriter<byte>();
                var fromScript = new ArrayBufferWriter<byte>();
                var fromForm = new ArrayBufferWriter<byte>();
                Jsonp.WrapResponse(text, "3", script);
                Jsonp.WrapRequest(text, form);
                _ = Jsonp.UnwrapResponse(script.WrittenMemory, fromScript, out _);
                _ = Jsonp.UnwrapRequest(form.WrittenMemory, fromForm, out _);
                // The form's escape of line feeds is ambiguous behind a backslash: the reference's is as well.
                bool isAmbiguous = text.AsSpan().IndexOf("\\\\n"u8) >= 0 || text.AsSpan().IndexOf("\\\n"u8) >= 0;
                return fromScript.WrittenSpan.SequenceEqual(text)
                    && (isAmbiguous || fromForm.WrittenSpan.SequenceEqual(text));
            },
            iter: 2000
        );
}
