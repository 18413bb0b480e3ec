package io.mailyard.drill;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Kind of fault: something that a drill does to a server, a node, or what they need. */
public enum FaultKind {
    KILL_SERVER("kill", 4, 0, 0, "the server is killed (SIGKILL) and started again"),
    KILL_NODE("kill", 5, 0, 0, "the node is killed and started again"),
    KILL_BOTH("kill", 5, 0, 0, "server and node are killed and started again"),
    KILL_START("kill", 2, 20, 900, "the server is killed, and once more amid its start"),
    KILL_STOP("kill", 1, 0, 300, "the server is told to stop (SIGTERM), and killed meanwhile"),
    PAUSE_SERVER("pause", 2, 200, 2_000, "the server stands still (SIGSTOP) for a while"),
    PAUSE_NODE("pause", 2, 200, 2_000, "the node stands still for a while"),
    PAUSE_PAST_LEASE("pause", 1, 11_000, 12_000, "the node stands still for longer than a lease"),
    CUT_NODE("cut", 2, 200, 2_000, "connections between node and server break, and none is made"),
    CUT_SILENT("cut", 2, 200, 2_000, "no byte passes between node and server, and none is refused"),
    LOSE_NODE("lost", 1, 0, 0, "the node and its folder are gone; another one begins"),
    FULL_DISK("disk", 2, 300, 1_500, "no file of the server can be written"),
    CLOCK_JUMP("clock", 2, 2_500, 3_000, "the clock of server and node jumps by hours"),
    DATABASE_STOPPED("database", 2, 300, 3_000, "PostgreSQL refuses connections, open ones break"),
    DATABASE_SILENT("database", 2, 300, 3_000, "PostgreSQL does not answer"),
    DATABASE_SLOW("database", 2, 1_000, 3_000, "PostgreSQL answers 50 ms later"),
    DATABASE_READ_ONLY("database", 2, 500, 2_000, "PostgreSQL refuses to write"),
    DATABASE_FAILOVER("failover", 1, 0, 0, "the command of --failover makes another primary");

    private final String group;
    private final int weight;
    private final int leastMillis;
    private final int mostMillis;
    private final String text;

    FaultKind(String group, int weight, int leastMillis, int mostMillis, String text) {
        this.group = group;
        this.weight = weight;
        this.leastMillis = leastMillis;
        this.mostMillis = mostMillis;
        this.text = text;
    }

    /** The name of the fault, as {@code --faults} takes it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of faults that belong together, as {@code --faults} takes it. */
    public String group() {
        return group;
    }

    /** A sentence about it. */
    public String text() {
        return text;
    }

    int weight() {
        return weight;
    }

    /** Time in milliseconds that it lasts, drawn from {@code random}. */
    int lastsMillis(Random random) {
        return leastMillis + random.nextInt(mostMillis - leastMillis + 1);
    }

    boolean kills() {
        return group.equals("kill") || this == LOSE_NODE;
    }

    /** Whether it ends a process, or keeps what a node reports from the store for longer. */
    boolean mayRepeatMail() {
        return this != CLOCK_JUMP;
    }

    boolean needsPostgres() {
        return group.equals("database") || this == DATABASE_FAILOVER;
    }

    /**
     * Reads names of faults and of groups.
     *
     * @throws IllegalArgumentException that names the first unknown one
     */
    public static Set<FaultKind> parse(List<String> names) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        for (String name : names) {
            List<FaultKind> meant =
                    Arrays.stream(values())
                            .filter(kind -> kind.word().equals(name) || kind.group.equals(name))
                            .toList();
            if (meant.isEmpty()) {
                throw new IllegalArgumentException(
                        "'" + name + "' is not a fault; these are: " + String.join(", ", names()));
            }
            kinds.addAll(meant);
        }
        return kinds;
    }

    /** All names, those of groups first. */
    public static List<String> names() {
        List<String> names =
                new ArrayList<>(
                        Arrays.stream(values())
                                .map(FaultKind::group)
                                .distinct()
                                .collect(Collectors.toList()));
        Arrays.stream(values()).map(FaultKind::word).forEach(names::add);
        return names;
    }
}
