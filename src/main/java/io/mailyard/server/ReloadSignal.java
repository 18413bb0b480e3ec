package io.mailyard.server;

import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Handles SIGHUP, which by default ends a Java process. The JDK's signal class is not part of Java
 * SE, so it is loaded by name.
 */
public final class ReloadSignal {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadSignal.class);

    private ReloadSignal() {}

    /** Runs {@code reload} at each SIGHUP from now on, without ending the process. */
    public static void reloads(Runnable reload) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object calls =
                    Proxy.newProxyInstance(
                            ReloadSignal.class.getClassLoader(),
                            new Class<?>[] {handler},
                            (self, method, arguments) ->
                                    switch (method.getName()) {
                                        case "handle" -> {
                                            run(reload);
                                            yield null;
                                        }
                                        case "hashCode" -> System.identityHashCode(self);
                                        case "equals" -> false;
                                        default -> "reload";
                                    });
            Object hangup = signal.getConstructor(String.class).newInstance("HUP");
            signal.getMethod("handle", signal, handler).invoke(null, hangup, calls);
        } catch (ReflectiveOperationException | IllegalArgumentException without) {
            LOG.debug("this system has no SIGHUP", without);
        }
    }

    private static void run(Runnable reload) {
        try {
            reload.run();
        } catch (RuntimeException failed) {
            LOG.error("reload failed, nothing was changed", failed);
        }
    }
}
