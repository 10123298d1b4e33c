//! Effects that share their code. The framework writes an effect out in full for each kind of value it hangs on and for
//! each deed; here both are boxed, and the effect is there once.

use std::any::Any;
use std::rc::Rc;

use yew::{hook, use_effect_with};

/// What is done when something is another than it was at the last drawing.
pub struct Effect {
    since: Since,
    deed: Box<dyn FnOnce(&Since) -> Undo>,
}

/// Done before the next time, and when the component goes.
type Undo = Box<dyn FnOnce()>;

impl Effect {
    pub fn of<Value: PartialEq + 'static>(value: Value, deed: impl FnOnce(&Value) + 'static) -> Effect {
        Effect::until(value, move |value| {
            deed(value);
            || ()
        })
    }

    /// A deed that is undone.
    pub fn until<Value: PartialEq + 'static, End: FnOnce() + 'static>(
        value: Value,
        deed: impl FnOnce(&Value) -> End + 'static,
    ) -> Effect {
        let value = Rc::new(value);
        let given = value.clone();
        Effect { since: Since(value), deed: Box::new(move |_| Box::new(deed(&given))) }
    }
}

#[hook]
pub fn use_shared(deed: Effect) {
    use_effect_with(deed.since, deed.deed);
}

/// The value of the last drawing.
struct Since(Rc<dyn Known>);

impl PartialEq for Since {
    fn eq(&self, other: &Since) -> bool {
        self.0.is(other.0.as_any())
    }
}

trait Known {
    fn is(&self, other: &dyn Any) -> bool;
    fn as_any(&self) -> &dyn Any;
}

impl<Value: PartialEq + 'static> Known for Value {
    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<Value>().is_some_and(|other| self == other)
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}
