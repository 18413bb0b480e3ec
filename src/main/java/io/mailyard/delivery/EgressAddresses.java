package io.mailyard.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Source addresses that are available on this machine. */
final class EgressAddresses {
    private static final Logger LOG = LoggerFactory.getLogger(EgressAddresses.class);

    private volatile Set<String> usable = Set.of();
    private volatile List<String> problems = List.of();

    /** Checks all addresses; true if the usable ones have changed. */
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
                                    + " is not on this machine; the other addresses continue");
                }
            }
        }
        wrong.stream()
                .filter(problem -> !problems.contains(problem))
                .forEach(problem -> LOG.warn("{}", problem));
        problems = List.copyOf(wrong);
        boolean changed = !here.equals(usable);
        usable = Set.copyOf(here);
        return changed;
    }

    /** Binds to the address, as each connection will. */
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
