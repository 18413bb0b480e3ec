package io.mailyard.main;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Gives what root makes in somebody's folder to the owner of that folder: a restore by {@code sudo}
 * would leave files, for their owner alone, that the server's user cannot read. So does a command
 * that a signal ends. Does nothing for anybody but root, and nothing in a folder of root's.
 */
final class FolderOwner implements AutoCloseable {
    /** A backup's {@code acme/} in a folder of backups is the deepest that a command makes. */
    private static final int DEPTH = 4;

    /** Of no one command: a run that was killed may have left them to root. */
    private static final Set<String> LOCKS = Set.of("lock", ".lock");

    private record OwnedFolder(Path folder, PosixFileAttributes owner, Set<Path> ofRootBefore) {}

    private final List<OwnedFolder> folders = new ArrayList<>();
    private final Thread atSignal = new Thread(this::giveAway, "folder-owner");

    private FolderOwner() {}

    /**
     * Remembers what is in folders, which need not exist: then what counts is who owns the nearest
     * one above. {@link #close} gives away what is new.
     */
    static FolderOwner of(Path... folders) {
        FolderOwner kept = new FolderOwner();
        if (!isRoot()) {
            return kept;
        }
        for (Path folder : folders) {
            Path absolute = realPath(folder.toAbsolutePath().normalize());
            nearest(absolute)
                    .filter(above -> uid(above).filter(uid -> uid != 0).isPresent())
                    .flatMap(FolderOwner::attributes)
                    .ifPresent(owner ->
                            kept.folders.add(
                                    new OwnedFolder(
                                            absolute, owner, new HashSet<>(ofRoot(absolute)))));
        }
        try {
            Runtime.getRuntime().addShutdownHook(kept.atSignal);
        } catch (IllegalStateException ending) {
            return kept; // close() does it
        }
        return kept;
    }

    /** By the effective user id, which proc(5) has second. */
    private static boolean isRoot() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.anyMatch(line -> line.matches("Uid:\\s+\\d+\\s+0\\s.*"));
        } catch (IOException | UncheckedIOException elsewhere) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atSignal);
        } catch (IllegalStateException ending) {
            return; // the hook does it
        }
        giveAway();
    }

    private void giveAway() {
        for (OwnedFolder kept : folders) {
            for (Path path : ofRoot(kept.folder())) {
                if (!kept.ofRootBefore().contains(path)
                        || LOCKS.contains(String.valueOf(path.getFileName()))) {
                    give(path, kept.owner());
                }
            }
        }
    }

    private static void give(Path path, PosixFileAttributes to) {
        PosixFileAttributeView view =
                Files.getFileAttributeView(
                        path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        try {
            view.setGroup(to.group());
            view.setOwner(to.owner());
        } catch (IOException refused) {
            System.err.println(
                    "mailyard: "
                            + path
                            + " belongs to root: chown it to "
                            + to.owner().getName()
                            + " ("
                            + refused.getMessage()
                            + ")");
        }
    }

    /** Where a folder is: a symlink to it belongs to whoever made the symlink. */
    private static Path realPath(Path folder) {
        Path above = nearest(folder).orElse(folder);
        try {
            return above.toRealPath().resolve(above.relativize(folder)).normalize();
        } catch (IOException gone) {
            return folder;
        }
    }

    private static Optional<Path> nearest(Path folder) {
        @Nullable Path found = folder;
        while (found != null && !Files.exists(found)) {
            found = found.getParent();
        }
        return Optional.ofNullable(found);
    }

    /**
     * Returns what root owns in a folder and below; no symlink is followed, and no file of two
     * names.
     */
    private static List<Path> ofRoot(Path folder) {
        List<Path> found = new ArrayList<>();
        SimpleFileVisitor<Path> visitor =
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(
                            Path path, BasicFileAttributes attributes) {
                        uid(path).filter(uid -> uid == 0).ifPresent(_ -> found.add(path));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && links(path) == 1) {
                            uid(path).filter(uid -> uid == 0).ifPresent(_ -> found.add(path));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path path, IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(
                            Path path, @Nullable IOException gone) {
                        return FileVisitResult.CONTINUE;
                    }
                };
        try {
            Files.walkFileTree(folder, EnumSet.noneOf(FileVisitOption.class), DEPTH, visitor);
        } catch (IOException unreadable) {
            return found;
        }
        return found;
    }

    private static Optional<PosixFileAttributes> attributes(Path path) {
        try {
            return Optional.of(Files.readAttributes(path, PosixFileAttributes.class));
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> uid(Path path) {
        return number(path, "unix:uid");
    }

    private static int links(Path path) {
        return number(path, "unix:nlink").orElse(0);
    }

    private static Optional<Integer> number(Path path, String attribute) {
        try {
            Object value = Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS);
            return Optional.of(((Number) Objects.requireNonNull(value)).intValue());
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException unknown) {
            return Optional.empty();
        }
    }
}
