// A real SMTP server that keeps what it is sent.
import { simpleParser } from "mailparser";
import { SMTPServer } from "smtp-server";

export function startMailbox() {
  const mails = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["AUTH", "STARTTLS"],
    onData(stream, session, callback) {
      const chunks = [];
      stream.on("data", (chunk) => chunks.push(chunk));
      stream.on("end", async () => {
        const raw = Buffer.concat(chunks);
        mails.push({ to: session.envelope.rcptTo.map((r) => r.address), raw: raw.toString("utf8"), parsed: await simpleParser(raw) });
        callback();
      });
    },
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      resolve({
        mails,
        url: `smtp://127.0.0.1:${server.server.address().port}`,
        stop: () => new Promise((done) => server.close(done)),
        // Waits for a mail to an address whose subject or text says something.
        async wait(to, about, seconds = 30) {
          for (let tries = 0; tries < seconds * 10; tries += 1) {
            const found = mails.find((m) => m.to.includes(to) && about.test(`${m.parsed.subject}\n${m.parsed.text}`));
            if (found) return found;
            await new Promise((next) => setTimeout(next, 100));
          }
          const had = mails.map((m) => `${m.to}: ${m.parsed.subject}`).join("; ");
          throw new Error(`no mail to ${to} about ${about}; there were: ${had}`);
        },
      });
    });
  });
}
