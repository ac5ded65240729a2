/** Stand-ins for classes of the server. */
@NullMarked
package org.apache.catalina.connector;

import org.jspecify.annotations.NullMarked;
