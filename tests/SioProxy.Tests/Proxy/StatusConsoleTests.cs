using System.Text;
using SioProxy.Proxy.Terminal;

namespace SioProxy.Tests.Proxy;

public sealed class StatusConsoleTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WriteLine_OntoADiskThatIsFull_LosesTheLineAlone(bool isTerminal)
    {
        using var output = new FullDisk { IsFull = true };
        using (var console = new StatusConsole(output, isTerminal))
        {
            console.WriteLine("lost");
            console.SetStatus("lost");
            console.ClearStatus();
            output.IsFull = false;
            console.WriteLine("kept");
            output.IsFull = true;
        }
        Assert.Equal("kept" + Environment.NewLine, output.Text);
    }

    [Fact]
    public void WriteLine_AboveAStatus_RedrawsIt()
    {
        using var output = new StringWriter();
        using var console = new StatusConsole(output, isTerminal: true);
        console.SetStatus("status");
        console.WriteLine("line");
        console.ClearStatus();
        console.WriteLine("last");
        const string Clear = "\r\u001b[K";
        string end = Environment.NewLine;
        Assert.Equal($"{Clear}status{Clear}line{end}status{Clear}last{end}", output.ToString());
    }

    private sealed class FullDisk : TextWriter
    {
        private readonly StringBuilder _text = new();

        public bool IsFull { get; set; }

        public string Text => _text.ToString();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value)
        {
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }
            _text.Append(value);
        }

        public override void Flush()
        {
            if (IsFull)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
