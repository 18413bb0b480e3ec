import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.nio.file.Path;

/** Lints or renders a chart by Helm's own code: HelmRun lint|template CHART VALUES. */
final class HelmRun {
    private HelmRun() {}

    public static void main(String[] args) {
        Helm helm = new Helm(Path.of(args[1]));
        if (args[0].equals("lint")) {
            LintResult result = helm.lint().strict().call();
            result.getMessages().forEach(System.out::println);
            System.exit(result.isFailed() ? 1 : 0);
        }
        System.out.print(helm.template().withName("mail").withKubeVersion("1.30.0").withValuesFile(Path.of(args[2])).call());
    }
}
