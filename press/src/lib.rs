//! What the page shows of lessons and scenes, made where the engine runs.

mod made;
pub mod scenes;

use std::error::Error;

use lessons::{Lesson, Show, press};

pub fn lesson(lesson: &Lesson) -> Result<Show, Box<dyn Error>> {
    press::lesson(lesson).map_err(|found| format!("lesson {}: {found:?}", lesson.id).into())
}

pub fn scene(name: &str) -> Result<Show, Box<dyn Error>> {
    let scenario = scenes::read(name)?;
    let recording = press::watched(&scenario).map_err(|problems| format!("scene {name}: {problems:?}"))?;
    Ok(Show { recording, course: None })
}
