package com.holded.pipeline.security;

import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;

/**
 * Which roles may call a resource method; one of them suffices, and {@link Role#ADMIN} always may. On the method it
 * replaces what stands on the class. A resource method without it answers 403 to everyone.
 */
@Retention(RUNTIME)
@Target({METHOD, TYPE})
public @interface RequiresRole {
    /** The roles, one of which the caller must have. */
    Role[] value();

    /**
     * Whether the method shows and takes a bound caller's own company alone. Without it a key that is bound to a company
     * is refused, so that nothing new can show it another company's data by being forgotten.
     */
    boolean keepsToCompany() default false;
}
