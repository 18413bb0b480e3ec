package io.mailyard.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Which of the senders' addresses are on this machine. */
final class EgressAddresses {
    private static final Logger LOG = Logger.getLogger(EgressAddresses.class.getName());

    private volatile Set<String> usable = Set.of();
    private volatile List<String> problems = List.of();

    /** Looks at all addresses; true where others are usable than before. */
    synchronized boolean check(NodeConfig config) {
        Set<String> here = new HashSet<>();
        Set<String> wrong = new TreeSet<>();
        for (SenderConfig sender : config.senders()) {
            for (EgressAddress source : sender.sources()) {
                if (here.contains(source.ip()) || isHere(source.ip())) {
                    here.add(source.ip());
                } else {
                    wrong.add(
                            "sender '"
                                    + sender.name()
                                    + "': address "
                                    + source.ip()
                                    + " is not on this machine, its other addresses go on");
                }
            }
        }
        wrong.stream()
                .filter(problem -> !problems.contains(problem))
                .forEach(problem -> LOG.log(Level.WARNING, problem));
        problems = List.copyOf(wrong);
        boolean changed = !here.equals(usable);
        usable = Set.copyOf(here);
        return changed;
    }

    /** The system is asked what it will be asked at each connection: to bind to it. */
    private static boolean isHere(String ip) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(ip), 0));
            return true;
        } catch (IOException | IllegalArgumentException not) {
            return false;
        }
    }

    Set<String> usable() {
        return usable;
    }

    List<String> problems() {
        return problems;
    }
}
