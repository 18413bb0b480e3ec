package io.mailyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long files and methods may be, and how types are imported and declared; by the parser of the
 * compiler, which takes a tenth of the time that a checker's own does.
 */
class SourceStyleTest {
    private static final int LINES_OF_FILE = 400;
    private static final int LINES_OF_METHOD = 60;

    private static final Pattern QUESTION =
            Pattern.compile("/\\*\\*\\s+(?:\\* )?((?:What|Who|How|Those|The same)\\b.*)");

    @TempDir private Path folder;

    @Test
    void sources_areShortAndImportByName() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String tree : List.of("src/main/java", "src/test/java")) {
            try (Stream<Path> all = Files.walk(Path.of(tree))) {
                all.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
            }
        }
        assertThat(files).hasSizeGreaterThan(1_500);
        assertThat(faults(files)).isEmpty();
    }

    @Test
    void faults_areFound() throws IOException {
        String line = "        int a = 0;\n";
        String method = "    void much() {\n" + line.repeat(LINES_OF_METHOD - 1) + "    }\n";
        Path methods =
                Files.writeString(
                        folder.resolve("Methods.java"),
                        "class Methods {\n"
                                + method.replace("}\n", line + "}\n")
                                + method.replace(line.repeat(2), line).replace("much", "some")
                                + "}\n");
        Path others =
                Files.writeString(
                        folder.resolve("Others.java"),
                        "import java.util.*;\nclass Others {}\nclass More {}\n"
                                + "// more\n".repeat(LINES_OF_FILE));
        assertThat(faults(List.of(methods, others)))
                .containsExactly(
                        "Methods.java:2: much has 62 lines, more than 60",
                        "Others.java: 403 lines, more than 400",
                        "Others.java: 2 types at the top, more than one",
                        "Others.java:1: import java.util.*: by name, please");
    }

    /** A javadoc names its subject: "Time that ...", not "How long ...". */
    @Test
    void javadoc_beginsWithItsSubject() throws IOException {
        List<String> faults = new ArrayList<>();
        try (Stream<Path> all = Files.walk(Path.of("src/main/java"))) {
            for (Path file : all.filter(one -> one.toString().endsWith(".java")).toList()) {
                QUESTION.matcher(Files.readString(file))
                        .results()
                        .forEach(found -> faults.add(file.getFileName() + ": " + found.group(1)));
            }
        }
        assertThat(faults).isEmpty();
        assertThat("    /**\n     * How long").containsPattern(QUESTION);
        assertThat("/** What is").containsPattern(QUESTION);
        assertThat("/** Whatever").doesNotContainPattern(QUESTION);
    }

    private static List<String> faults(List<Path> files) throws IOException {
        List<String> faults = new ArrayList<>();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    manager,
                                    null,
                                    List.of("-proc:none"),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                Path file = Path.of(unit.getSourceFile().toUri());
                String name = file.getFileName().toString();
                long lines = Files.readString(file).lines().count();
                if (lines > LINES_OF_FILE) {
                    faults.add(name + ": " + lines + " lines, more than " + LINES_OF_FILE);
                }
                if (unit.getTypeDecls().size() > 1) {
                    faults.add(
                            name
                                    + ": "
                                    + unit.getTypeDecls().size()
                                    + " types at the top, more than one");
                }
                new Scan(name, unit, positions, faults).scan(unit, null);
            }
        }
        return faults;
    }

    private static final class Scan extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final String name;
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<String> faults;

        Scan(
                String name,
                CompilationUnitTree unit,
                SourcePositions positions,
                List<String> faults) {
            this.name = name;
            this.unit = unit;
            this.positions = positions;
            this.faults = faults;
        }

        @Override
        public @Nullable Void visitImport(ImportTree imported, @Nullable Void nothing) {
            if (imported.getQualifiedIdentifier().toString().endsWith(".*")) {
                long line =
                        unit.getLineMap().getLineNumber(positions.getStartPosition(unit, imported));
                faults.add(
                        name
                                + ":"
                                + line
                                + ": import "
                                + imported.getQualifiedIdentifier()
                                + ": by name, please");
            }
            return null;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            if (method.getBody() != null) {
                LineMap lines = unit.getLineMap();
                long from = lines.getLineNumber(positions.getStartPosition(unit, method.getBody()));
                long end = positions.getEndPosition(unit, method.getBody());
                long to = end < 0 ? from : lines.getLineNumber(end - 1);
                if (to - from + 1 > LINES_OF_METHOD) {
                    faults.add(
                            name
                                    + ":"
                                    + from
                                    + ": "
                                    + method.getName()
                                    + " has "
                                    + (to - from + 1)
                                    + " lines, more than "
                                    + LINES_OF_METHOD);
                }
            }
            return super.visitMethod(method, null);
        }
    }
}
