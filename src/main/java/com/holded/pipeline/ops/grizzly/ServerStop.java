package com.holded.pipeline.ops.grizzly;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does something when the server begins to stop, before it has stopped any part of itself: its own event for that is
 * sent while everything still runs, and whoever listens holds it up. A shutdown hook of ours would run side by side with
 * the server's, and the application would be gone under the requests that are on their way.
 *
 * <p>By reflection, since the server's interface for it is published nowhere.
 */
final class ServerStop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerStop.class);
    private static final String BEGINS = "prepare_shutdown";

    private final Object events;
    private final Object listener;
    private final Method unregister;

    /**
     * Listens until it is closed.
     *
     * @param atItsBegin is run in the thread that stops the server, which goes on when it returns
     * @throws ReflectiveOperationException on another server
     */
    ServerStop(Runnable atItsBegin) throws ReflectiveOperationException {
        Class<?> bus = Class.forName("org.glassfish.api.event.Events");
        Class<?> type = Class.forName("org.glassfish.api.event.EventListener");
        Method find = Class.forName("org.glassfish.internal.api.Globals").getMethod("get", Class.class);
        @Nullable Object found = find.invoke(null, bus);
        if (found == null) {
            throw new ClassNotFoundException("the server has no " + bus);
        }
        this.events = found;
        this.unregister = bus.getMethod("unregister", type);
        Method name =
                Class.forName("org.glassfish.api.event.EventListener$Event").getMethod("name");
        this.listener =
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, new Listener(name, atItsBegin));
        bus.getMethod("register", type).invoke(events, listener);
    }

    private record Listener(Method name, Runnable atItsBegin) implements InvocationHandler {
        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments)
                throws ReflectiveOperationException {
            return switch (method.getName()) {
                case "equals" -> arguments != null && proxy == arguments[0];
                case "hashCode" -> System.identityHashCode(proxy);
                case "toString" -> "what is done when the server begins to stop";
                default -> {
                    if (arguments != null && BEGINS.equals(name.invoke(arguments[0]))) {
                        atItsBegin.run();
                    }
                    yield null;
                }
            };
        }
    }

    @Override
    public void close() {
        try {
            unregister.invoke(events, listener);
        } catch (ReflectiveOperationException gone) {
            LOG.debug("The server's events are gone", gone);
        }
    }
}
