package io.mailyard.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A resolver on 127.0.0.1, UDP and TCP on one port, that knows what tests tell it: a name it has
 * records of exists, every other does not.
 */
public final class FakeDns implements AutoCloseable {
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final List<Record> records = new CopyOnWriteArrayList<>();
    private final Set<Name> failing = ConcurrentHashMap.newKeySet();
    private final Set<Name> silent = ConcurrentHashMap.newKeySet();
    private final Set<Name> large = ConcurrentHashMap.newKeySet();
    private volatile boolean authoritative;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private FakeDns(DatagramSocket udp, ServerSocket tcp) {
        this.udp = udp;
        this.tcp = tcp;
    }

    public static FakeDns start() {
        try {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            ServerSocket tcp = new ServerSocket(0, 50, loopback);
            DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), loopback);
            FakeDns dns = new FakeDns(udp, tcp);
            Thread.ofVirtual().name("fake-dns-udp").start(dns::datagrams);
            Thread.ofVirtual().name("fake-dns-tcp").start(dns::streams);
            return dns;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), tcp.getLocalPort());
    }

    /** Knows one more: such as {@code b.example, MX, 10 mx.b.example.}; kept for a minute. */
    public FakeDns with(String name, int type, String data) {
        return with(name, type, 60, data);
    }

    /** The same with a time to live, in seconds. */
    public FakeDns with(String name, int type, long ttl, String data) {
        try {
            records.add(Record.fromString(name(name), type, DClass.IN, ttl, data, Name.root));
            return this;
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** Answers SERVFAIL where this name is asked for. */
    public FakeDns failing(String name) {
        failing.add(name(name));
        return this;
    }

    /** Never answers where this name is asked for. */
    public FakeDns silent(String name) {
        silent.add(name(name));
        return this;
    }

    /** Answers as a server of the zones itself, and not by what it heard. */
    public FakeDns authoritative() {
        authoritative = true;
        return this;
    }

    /** Answers over UDP that the answer is too large for it. */
    public FakeDns large(String name) {
        large.add(name(name));
        return this;
    }

    /** Forgets the records of a name, and how it answers for it. */
    public FakeDns without(String name) {
        records.removeIf(record -> record.getName().equals(name(name)));
        failing.remove(name(name));
        silent.remove(name(name));
        return this;
    }

    /** Forgets all it was told. */
    public void forget() {
        records.clear();
        failing.clear();
        silent.clear();
    }

    /** What was asked so far, such as {@code MX b.example}. */
    public List<String> asked() {
        return List.copyOf(asked);
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    private void datagrams() {
        byte[] buffer = new byte[4096];
        while (!udp.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                udp.receive(packet);
                byte[] query = new byte[packet.getLength()];
                System.arraycopy(buffer, 0, query, 0, query.length);
                Optional<byte[]> answer = answer(new Message(query), true);
                if (answer.isPresent()) {
                    udp.send(
                            new DatagramPacket(
                                    answer.get(), answer.get().length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                // The loop ends where the socket is closed; one bad packet ends nothing.
            }
        }
    }

    private void streams() {
        while (!tcp.isClosed()) {
            try (Socket socket = tcp.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                byte[] query = in.readNBytes(in.readUnsignedShort());
                Optional<byte[]> answer = answer(new Message(query), false);
                if (answer.isPresent()) {
                    ByteArrayOutputStream framed = new ByteArrayOutputStream();
                    DataOutputStream out = new DataOutputStream(framed);
                    out.writeShort(answer.get().length);
                    out.write(answer.get());
                    socket.getOutputStream().write(framed.toByteArray());
                }
            } catch (IOException closed) {
                // As above.
            }
        }
    }

    private Optional<byte[]> answer(Message query, boolean bounded) throws IOException {
        Record question = query.getQuestion();
        Name name = question.getName();
        asked.add(Type.string(question.getType()) + " " + name.toString(true));
        if (silent.contains(name)) {
            return Optional.empty();
        }
        Message answer = new Message(query.getHeader().getID());
        Header header = answer.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(authoritative ? Flags.AA : Flags.RA);
        answer.addRecord(question, Section.QUESTION);
        if (failing.contains(name)) {
            header.setRcode(Rcode.SERVFAIL);
        } else if (bounded && large.contains(name)) {
            header.setFlag(Flags.TC);
        } else {
            fill(answer, name, question.getType());
        }
        return Optional.of(answer.toWire());
    }

    /** Follows aliases as a resolver does, but not for ever. */
    private void fill(Message answer, Name asked, int type) {
        Name name = asked;
        boolean known = false;
        for (int links = 0; links < 4; links++) {
            Name current = name;
            List<Record> own =
                    records.stream().filter(one -> one.getName().equals(current)).toList();
            known |= !own.isEmpty();
            List<Record> wanted = new ArrayList<>(own);
            wanted.removeIf(one -> one.getType() != type && one.getType() != Type.CNAME);
            wanted.forEach(one -> answer.addRecord(one, Section.ANSWER));
            if (wanted.isEmpty() || !(wanted.getFirst() instanceof CNAMERecord alias)) {
                break;
            }
            name = alias.getTarget();
        }
        if (!known) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        if (answer.getSection(Section.ANSWER).isEmpty()) {
            answer.addRecord(
                    new SOARecord(
                            Name.root, DClass.IN, 60, Name.root, Name.root, 1, 60, 60, 60, 60),
                    Section.AUTHORITY);
        }
    }

    @Override
    public void close() {
        udp.close();
        try {
            tcp.close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }
}
